/**
 * Checks of the whole: which package may know which.
 */
package dev.narrows.architecture;
