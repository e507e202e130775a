package dev.narrows.fastpath;

import dev.narrows.sa.SaState;

/**
 * What is prepared of an outbound SA: everything in front of the ciphertext that is the same for all its packets, and
 * what is to be known of it at one load. It stands in the SA's own {@link SaState}, from {@link SaState#PREPARED} on,
 * and is made anew where {@link #GENERATION} is not the present one.
 *
 * <pre>
 *  64  ETHERNET_0     the Ethernet header as two words, of bytes 0 to 7 and 6 to 13
 *  72  ETHERNET_1
 *  80  IP_1           IPv4: time to live, protocol, a gap for the checksum, source
 *  88  IP_2           destination and, without UDP, the SPI
 *  96  SUM            of the header's words that do not change, folded
 * 100  LARGEST        bytes of the largest inner packet that fits
 * 104  KEY            address of AES-GCM's expanded key, or 0 where it is another algorithm
 * 112  SALT           as it stands in the nonce
 * 116  PORT           number of the port
 * 120  DF_AND         what of the inner DF bit becomes the outer one, and
 * 121  DF_OR          what is set anyway
 * 122  TOS_AND        the same of the traffic class
 * 123  TOS_OR
 * 124  SHAPE          bits, 0 for the commonest: IPv4 without UDP, AES-GCM-16 with an IV and 32-bit numbers
 * 128  GENERATION     that it was made in
 * 136  INDEX          of the SA among those that the fast path knows
 * 140  SPI            in the order of the wire
 * 144  LARGE_PACKETS  address of the path's count
 * 152  ALIGNMENT      less one
 * 156  HEADERS        bytes in front of ESP
 * 160  IV             bytes
 * 164  ICV            bytes
 * 168  UDP_PORTS      as they stand in the header
 * 172  FUNCTION       index of the AES key length; with an HMAC, the kind
 * 176  PEER_HASH      of the peer's address, for the ledger
 * 180  PATH           the path's number
 * 192  ADDRESSES      IPv6: 32 bytes of the outer header
 * 224  HMAC           address of what an HMAC's key has made, or 0 where KEY is, or the transform is called
 * 232  CIPHER         address of AES-CBC's expanded key
 * 240  IV_MASK        address of what its IVs are made of
 * </pre>
 */
final class OutboundRecord {
    static final int ETHERNET_0 = SaState.PREPARED;
    static final int ETHERNET_1 = 72;
    static final int IP_1 = 80;
    static final int IP_2 = 88;
    static final int SUM = 96;
    static final int LARGEST = 100;
    static final int KEY = 104;
    static final int SALT = 112;
    static final int PORT = 116;
    static final int DF_AND = 120;
    static final int DF_OR = 121;
    static final int TOS_AND = 122;
    static final int TOS_OR = 123;
    static final int SHAPE = 124;
    static final int GENERATION = 128;
    static final int INDEX = 136;
    static final int SPI = 140;
    static final int LARGE_PACKETS = 144;
    static final int ALIGNMENT = 152;
    static final int HEADERS = 156;
    static final int IV = 160;
    static final int ICV = 164;
    static final int UDP_PORTS = 168;
    static final int FUNCTION = 172;
    static final int PEER_HASH = 176;
    static final int PATH = 180;
    static final int ADDRESSES = 192;
    static final int HMAC = 224;
    static final int CIPHER = 232;
    static final int IV_MASK = 240;

    /** The outer header is IPv6. */
    static final int OUTER_IPV6 = 1;
    /** ESP is in UDP. */
    static final int UDP = 2;
    /** All 64 bits of a number are authenticated. */
    static final int EXTENDED = 4;
    /** Lengths are others than AES-GCM-16's with an IV, or the crypto call is the transform's. */
    static final int OTHER_TRANSFORM = 8;

    private OutboundRecord() {
    }
}
