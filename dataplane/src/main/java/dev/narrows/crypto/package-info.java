/**
 * ESP's cryptographic transforms, behind one interface: ipsec-mb where it is installed, Bouncy Castle elsewhere and
 * as the oracle of the tests.
 */
package dev.narrows.crypto;
