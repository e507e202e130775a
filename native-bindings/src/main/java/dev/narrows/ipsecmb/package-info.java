/**
 * Intel's multi-buffer crypto library for IPsec: AES-GCM, AES-GMAC, ChaCha20-Poly1305, AES-CBC and HMAC-SHA-2 by the
 * functions in its {@code IMB_MGR}.
 *
 * <p>Everything is off the heap and named by address; key material is wiped when its owner is closed.
 */
package dev.narrows.ipsecmb;
