package dev.narrows.fastpath;

import dev.narrows.sa.SaState;

/**
 * What is prepared of an inbound SA. It stands in the SA's own {@link SaState}, from {@link SaState#PREPARED} on, and
 * is made anew where {@link #GENERATION} is not the present one.
 *
 * <pre>
 *  64  GENERATION  that it was made in
 *  72  KEY         address of AES-GCM's expanded key, or 0 where it is another algorithm
 *  80  PEER        IPv4: source and destination as they stand in the outer header
 *  88  SALT        as it stands in the nonce
 *  92  FUNCTION    index of the AES key length; with an HMAC, the kind
 *  96  WINDOW      packets of the replay window
 * 100  MASK        words of its bitmap less one
 * 104  SHAPE       bits, see {@link OutboundRecord}
 * 108  TUNNEL      its tunnel's number
 * 112  PORT        number of the port that its packets come in by
 * 116  ALIGNMENT   less one
 * 120  IV          bytes
 * 124  ICV         bytes
 * 128  INDEX       of the SA among those that the fast path knows
 * 132  UDP_PORTS   as they stand in the header
 * 136  HMAC        address of what an HMAC's key has made, or 0 where KEY is, or the transform is called
 * 144  CIPHER      address of AES-CBC's expanded key
 * 192  ADDRESSES   IPv6: source and destination, 32 bytes
 * </pre>
 */
final class InboundRecord {
    static final int GENERATION = SaState.PREPARED;
    static final int KEY = 72;
    static final int PEER = 80;
    static final int SALT = 88;
    static final int FUNCTION = 92;
    static final int WINDOW = 96;
    static final int MASK = 100;
    static final int SHAPE = 104;
    static final int TUNNEL = 108;
    static final int PORT = 112;
    static final int ALIGNMENT = 116;
    static final int IV = 120;
    static final int ICV = 124;
    static final int INDEX = 128;
    static final int UDP_PORTS = 132;
    static final int HMAC = 136;
    static final int CIPHER = 144;
    static final int ADDRESSES = 192;

    private InboundRecord() {
    }
}
