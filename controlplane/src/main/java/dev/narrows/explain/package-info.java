/**
 * What would become of a packet: a worker of its own, of the very code that serves packets, between ports that lead
 * nowhere, without keys, is given such a packet, and what it does is written down. Knows no conductor.
 */
package dev.narrows.explain;
