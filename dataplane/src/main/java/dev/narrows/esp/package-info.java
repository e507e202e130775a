/**
 * ESP (RFC 4303) in tunnel and in transport mode, of IPv4 and IPv6: what is done to one packet on its way into a
 * security association and out of one. Knows no port, no policy and no native code.
 */
package dev.narrows.esp;
