/**
 * The command line, and the one place where a gateway is put together. Each command is a class; what they print goes to
 * standard output, an error is one sentence on standard error.
 */
package dev.narrows.cli;
