/**
 * What the processes that hold a gateway or a tester have in common: they start EAL, read a line, do what it says, and
 * answer with a line.
 */
package dev.narrows.bench.process;
