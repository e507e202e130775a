/**
 * The few Linux system calls that a packet-processing gateway needs and the JDK lacks: CPU affinity, memory locking and
 * hardening of the process.
 */
package dev.narrows.linux;
