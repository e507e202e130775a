/**
 * Wire formats: one flyweight a header, and the arithmetic of checksums. Pure protocol: it knows no policy, no security
 * association and no driver.
 *
 * <p>A flyweight is laid over a packet's memory with {@code wrap}; {@code isValid(length)} is asked once with the
 * number of bytes that are there, and after it holds no accessor runs off the packet. IPv4 addresses are {@code int}
 * in network significance (10.0.0.1 is 0x0A000001), MAC addresses the lower 48 bits of a {@code long}. Nothing here
 * allocates, except the parsing and formatting of text.
 */
package dev.narrows.wire;
