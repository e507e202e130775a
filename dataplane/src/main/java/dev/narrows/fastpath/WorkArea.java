package dev.narrows.fastpath;

/**
 * What is known of each packet of a burst, three cache lines a packet, of which most need two. Each pass reads what the
 * passes before wrote. A nonce has a place of its own here, and is written a pass before the crypto call reads it: that
 * call loads it wider than it was stored, and stalls for as long as it takes to encrypt 64 bytes where the store is
 * only just behind.
 *
 * <pre>
 *   0  HANDLE     the packet
 *   8  AT         address of the inner IP header; inbound: of the payload, where it will stand
 *  16  KEY_0      the flow, see FlowTable
 *  24  KEY_1
 *  32  ENTRY      address of the flow's entry, or 0 where the packet is not plain
 *  40  LENGTH     bytes of the inner packet; inbound: the outer TOS byte
 *  48  OFFSET     where the frame starts in the packet's memory; inbound: where the payload does
 *  56  SA         address of the SA's state
 *  64  NONCE      12 bytes
 *  80  ICV        16 bytes, inbound: as computed; where it is not AES-GCM's, 1 if it is right, and
 *  88  COVERED    what stands where the high half of an extended number is while an HMAC is computed
 *  96  SEQUENCE   all 64 bits of the number
 * 104  PROTECTED  bytes that the algorithm is applied to
 * 112  AAD        address of the additional authenticated data
 * 120  OUT        number of the port that it leaves by, or a drop
 * 128  ESN_AAD    12 bytes: SPI and all 64 bits of the number, of which the high half comes first
 * </pre>
 */
final class WorkArea {
    static final int HANDLE = 0;
    static final int AT = 8;
    static final int KEY_0 = 16;
    static final int KEY_1 = 24;
    static final int ENTRY = 32;
    static final int LENGTH = 40;
    static final int OFFSET = 48;
    static final int SA = 56;
    static final int NONCE = 64;
    static final int ICV = 80;
    static final int COVERED = 88;
    static final int SEQUENCE = 96;
    static final int PROTECTED = 104;
    static final int AAD = 112;
    static final int OUT = 120;
    static final int ESN_AAD = 128;
    static final int HIGH_HALF = ESN_AAD + 4;

    /** From one packet to the next. */
    static final int STRIDE = 192;

    /** Bytes of an IV in a nonce's place, behind the salt (RFC 4106 4). */
    static final int NONCE_IV = NONCE + 4;

    private final NativeTable memory;

    /**
     * Room for a burst, and one line more for loops that look one packet ahead.
     *
     * @param burst packets at the most.
     */
    WorkArea(int burst) {
        memory = new NativeTable((burst + 1L) * STRIDE);
    }

    /** {@return the address of the first packet's} */
    long start() {
        return memory.address();
    }
}
