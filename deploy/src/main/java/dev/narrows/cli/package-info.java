/**
 * The command line, and the one place where a gateway is put together.
 */
package dev.narrows.cli;
