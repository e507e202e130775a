/**
 * Intel's multi-buffer crypto library for IPsec: the one-shot AES-GCM functions of its {@code IMB_MGR}.
 *
 * <p>Everything is off the heap and named by address; key material is wiped when its owner is closed.
 */
package dev.narrows.ipsecmb;
