/**
 * Path MTU as the data plane knows it: overhead arithmetic, DF, the ICMP errors that tell senders, their limits, and
 * the ledger of what was sent.
 */
package dev.narrows.pmtu;
