/**
 * Path MTU as the data plane knows it: overhead arithmetic, DF, the ICMP errors that tell senders, their limits, the
 * ledger of what was sent, and path probes.
 */
package dev.narrows.pmtu;
