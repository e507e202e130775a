/**
 * The security policy database (RFC 4301 4.4.1): every policy, in its order. Each worker goes by its own copy.
 */
package dev.narrows.control.spd;
