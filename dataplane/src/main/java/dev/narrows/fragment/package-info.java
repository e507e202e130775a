/**
 * Fragments: made where an IPv4 packet without DF or one of the gateway's own does not fit (RFC 791 3.2, RFC 8200 4.5),
 * and put together again where they are addressed to the gateway.
 */
package dev.narrows.fragment;
