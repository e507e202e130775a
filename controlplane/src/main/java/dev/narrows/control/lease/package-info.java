/**
 * Sequence numbers and the disk (RFC 4303 3.3.2): they are written down as used before the first of them is, so that no
 * crash makes a key seal two packets with one nonce. Keys are known here by an HMAC alone.
 */
package dev.narrows.control.lease;
