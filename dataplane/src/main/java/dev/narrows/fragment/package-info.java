/**
 * IPv4 fragments: made where a packet without DF does not fit (RFC 791 3.2), and put together again where they are
 * addressed to the gateway.
 */
package dev.narrows.fragment;
