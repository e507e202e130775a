/**
 * ESP in tunnel mode, IPv4 in IPv4: what is done to one packet on its way into a security association and out of one.
 * Knows no port, no policy and no native code.
 */
package dev.narrows.esp;
