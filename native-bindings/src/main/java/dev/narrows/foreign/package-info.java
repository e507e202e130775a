/**
 * What all bindings share: finding a library and its functions, raw memory, the C library's error texts.
 * The module does not export it.
 */
package dev.narrows.foreign;
