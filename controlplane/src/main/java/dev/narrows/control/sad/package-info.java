/**
 * The security association database (RFC 4301 4.4.2): every SA of every worker, from its first packet to the wiping of
 * its key.
 */
package dev.narrows.control.sad;
