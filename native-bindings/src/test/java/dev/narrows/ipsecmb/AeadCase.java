package dev.narrows.ipsecmb;

/** One known answer of an AEAD. */
final class AeadCase {
    private final byte[] key;
    private final byte[] iv;
    private final byte[] aad;
    private final byte[] message;
    private final byte[] ciphertext;
    private final byte[] tag;

    AeadCase(byte[] key, byte[] iv, byte[] aad, byte[] message, byte[] ciphertext, byte[] tag) {
        this.key = key;
        this.iv = iv;
        this.aad = aad;
        this.message = message;
        this.ciphertext = ciphertext;
        this.tag = tag;
    }

    byte[] key() {
        return key;
    }

    byte[] iv() {
        return iv;
    }

    byte[] aad() {
        return aad;
    }

    byte[] message() {
        return message;
    }

    byte[] ciphertext() {
        return ciphertext;
    }

    byte[] tag() {
        return tag;
    }
}
