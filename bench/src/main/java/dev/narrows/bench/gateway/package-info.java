/**
 * A process with one gateway under measurement, told over its standard input what to do. EAL starts once in a process,
 * so every gateway has one of its own.
 */
package dev.narrows.bench.gateway;
