/**
 * The hardware addresses of next hops: ARP (RFC 826) that believes little, and the packets that wait for an answer.
 * All of it belongs to the conductor's thread.
 */
package dev.narrows.neighbor;
