package dev.narrows.ipsecmb;

/** The SHA-2 hashes that RFC 4868 makes HMACs of for IPsec. Sizes are in bytes. */
public enum Sha2 {
    /** SHA-256, whose HMAC is cut to 16 bytes. */
    SHA_256(3, 64, 32, 8, "sha256_one_block"),
    /** SHA-384, whose HMAC is cut to 24 bytes. */
    SHA_384(4, 128, 48, 4, "sha384_one_block"),
    /** SHA-512, whose HMAC is cut to 32 bytes. */
    SHA_512(5, 128, 64, 4, "sha512_one_block");

    private final int hmacAlgorithm;
    private final int blockLength;
    private final int digestLength;
    private final int lanes;
    private final String oneBlock;

    Sha2(int hmacAlgorithm, int blockLength, int digestLength, int lanes, String oneBlock) {
        this.hmacAlgorithm = hmacAlgorithm;
        this.blockLength = blockLength;
        this.digestLength = digestLength;
        this.lanes = lanes;
        this.oneBlock = oneBlock;
    }

    /** The length of an HMAC key, which is the digest's (RFC 4868 2.1.1). */
    public int keyLength() {
        return digestLength;
    }

    /** The length of a tag, half the digest's (RFC 4868 2.1.1). */
    public int tagLength() {
        return digestLength / 2;
    }

    /** What the hash works in. */
    int blockLength() {
        return blockLength;
    }

    /** How many messages the functions for AVX2 hash at a time: those for AVX-512 do twice as many in the same time. */
    int lanes() {
        return lanes;
    }

    /** The value of {@code IMB_HASH_ALG} for its HMAC. */
    int hmacAlgorithm() {
        return hmacAlgorithm;
    }

    /** The field of {@code IMB_MGR} with the function that hashes one block from the hash's initial state. */
    String oneBlock() {
        return oneBlock;
    }
}
