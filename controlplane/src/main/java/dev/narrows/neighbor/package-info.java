/**
 * The hardware addresses of next hops: ARP (RFC 826) and neighbour discovery (RFC 4861) that believe little, and the
 * packets that wait for an answer; and our own addresses, asked for before they are used (RFC 4862 5.4).
 * All of it belongs to the conductor's thread.
 */
package dev.narrows.neighbor;
