package dev.narrows.crypto;

import dev.narrows.ipsecmb.MessageBurst;
import dev.narrows.ipsecmb.Sha2;

/**
 * What a worker needs to seal and open many packets in calls for all of them: a transform by AES-CBC and an HMAC, or by
 * an HMAC alone, gives this of itself where its library can. Addresses are valid until the transform is closed.
 *
 * @param burst     the worker's, of the library that has made the keys.
 * @param keyLength bytes of the AES key, 0 where nothing is encrypted.
 * @param hash      the HMAC's.
 * @param cipherKey address of the expanded AES key, or 0.
 * @param hmacKey   address of what the HMAC's key has made.
 * @param ivMask    address of the 16 secret bytes that IVs are made of, see {@link CbcIvs}, or 0.
 */
public record DirectHmac(MessageBurst burst, int keyLength, Sha2 hash, long cipherKey, long hmacKey, long ivMask) {
}
