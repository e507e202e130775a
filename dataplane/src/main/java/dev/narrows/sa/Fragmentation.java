package dev.narrows.sa;

/**
 * Where a tunnel fragments a packet without DF that does not fit (RFC 4301 8.2.1). In transport mode it is always after
 * encryption (RFC 4303 3.3.4).
 */
public enum Fragmentation {
    /** The packet is split, and each fragment is sealed: whoever it is for puts it together. */
    BEFORE,
    /** The packet is sealed whole, and the outer packet is split: the peer puts it together before it opens it. */
    AFTER
}
