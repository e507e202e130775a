package dev.narrows.ipsecmb;

/** The SHA-2 hashes that RFC 4868 makes HMACs of for IPsec. Sizes are in bytes. */
public enum Sha2 {
    /** SHA-256, whose HMAC is cut to 16 bytes. */
    SHA_256(3, 64, 32, "sha256_one_block"),
    /** SHA-384, whose HMAC is cut to 24 bytes. */
    SHA_384(4, 128, 48, "sha384_one_block"),
    /** SHA-512, whose HMAC is cut to 32 bytes. */
    SHA_512(5, 128, 64, "sha512_one_block");

    private final int hmacAlgorithm;
    private final int blockLength;
    private final int digestLength;
    private final String oneBlock;

    Sha2(int hmacAlgorithm, int blockLength, int digestLength, String oneBlock) {
        this.hmacAlgorithm = hmacAlgorithm;
        this.blockLength = blockLength;
        this.digestLength = digestLength;
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

    /** The value of {@code IMB_HASH_ALG} for its HMAC. */
    int hmacAlgorithm() {
        return hmacAlgorithm;
    }

    /** The field of {@code IMB_MGR} with the function that hashes one block from the hash's initial state. */
    String oneBlock() {
        return oneBlock;
    }
}
