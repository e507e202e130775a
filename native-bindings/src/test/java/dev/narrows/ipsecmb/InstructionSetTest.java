package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every algorithm with the functions for each instruction set that this CPU has, against the JDK's, at every length up
 * to two KiB, and where counters of blocks carry. The functions for one instruction set were wrong at some lengths
 * before.
 */
class InstructionSetTest {
    private static final long SEED = Long.getLong("narrows.seed", 8221);
    private static final int TAG_LENGTH = 16;
    private static final int MEMORY_LENGTH = 20_000;

    private final Random random = new Random(SEED);

    private static List<String> architectures() {
        return IpsecMbForTests.architectures();
    }

    /**
     * Every length to 2100, then around each multiple of 2 KiB: a byte of the counter of 16-byte blocks carries at
     * 4096.
     */
    private static int[] lengths() {
        return IntStream.concat(IntStream.rangeClosed(0, 2100),
                IntStream.rangeClosed(2, 8).flatMap(k -> IntStream.rangeClosed(2048 * k - 17, 2048 * k + 17)))
                .toArray();
    }

    @Test
    void shouldFindAnInstructionSet() {
        assertFalse(architectures().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldComputeGcm(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture); GcmContext context = new GcmContext();
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(MEMORY_LENGTH);
            for (int length : lengths()) {
                byte[] key = bytes(16 + 8 * (length % 3));
                byte[] message = bytes(length);
                byte[] iv = bytes(12);
                byte[] aad = bytes(8 + 4 * (length & 1));
                byte[] expected = aead("AES/GCM/NoPadding", key, new GCMParameterSpec(128, iv), aad, message);
                long text = memory.address() + 64 + length % 64;
                try (GcmKey expanded = library.expandKey(copy(arena, key))) {
                    place(memory, text, message);
                    long ivAddress = copy(arena, iv).address();
                    long aadAddress = copy(arena, aad).address();
                    AesGcm.encrypt(expanded, context.address(), text, text, length, ivAddress, aadAddress, aad.length,
                            text + length, TAG_LENGTH);
                    expect(expected, memory, text, architecture, length);
                    AesGcm.decrypt(expanded, context.address(), text, text, length, ivAddress, aadAddress, aad.length,
                            text + length, TAG_LENGTH);
                    System.arraycopy(message, 0, expected, 0, length);
                    expect(expected, memory, text, architecture, length);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldComputeChaCha20Poly1305(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(MEMORY_LENGTH);
            for (int length : lengths()) {
                byte[] key = bytes(32);
                byte[] message = bytes(length);
                byte[] iv = bytes(12);
                byte[] aad = bytes(8 + 4 * (length & 1));
                byte[] expected = aead("ChaCha20-Poly1305", key, new IvParameterSpec(iv), aad, message);
                long text = memory.address() + 64 + length % 64;
                try (ChaCha20Poly1305 cipher = library.chaCha20Poly1305(copy(arena, key))) {
                    place(memory, text, message);
                    long ivAddress = copy(arena, iv).address();
                    long aadAddress = copy(arena, aad).address();
                    cipher.encrypt(text, text, length, ivAddress, aadAddress, aad.length, text + length);
                    expect(expected, memory, text, architecture, length);
                    cipher.decrypt(text, text, length, ivAddress, aadAddress, aad.length, text + length);
                    System.arraycopy(message, 0, expected, 0, length);
                    expect(expected, memory, text, architecture, length);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldComputeGmacOfAMessageInTwoPieces(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture); GcmContext context = new GcmContext();
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(MEMORY_LENGTH);
            for (int length : lengths()) {
                byte[] key = bytes(16 + 8 * (length % 3));
                byte[] message = bytes(length + 2);
                byte[] iv = bytes(12);
                byte[] expected = aead("AES/GCM/NoPadding", key, new GCMParameterSpec(128, iv), message, new byte[0]);
                long text = memory.address() + 64 + length % 64;
                int first = 1 + random.nextInt(length + 1);
                try (AesGmac gmac = library.aesGmac(copy(arena, key))) {
                    place(memory, text, message);
                    gmac.init(context.address(), copy(arena, iv).address());
                    gmac.update(context.address(), text, first);
                    gmac.update(context.address(), text + first, message.length - first);
                    gmac.end(context.address(), text + message.length, TAG_LENGTH);
                    expect(expected, memory, text + message.length, architecture, length);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldComputeCbc(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(MEMORY_LENGTH);
            for (int length = 16; length <= 9216; length += 16) {
                byte[] key = bytes(length % 32 == 0 ? 16 : 32);
                byte[] message = bytes(length);
                byte[] iv = bytes(16);
                Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
                byte[] expected = cipher.doFinal(message);
                long text = memory.address() + 64 + random.nextInt(64);
                try (AesCbc cbc = library.aesCbc(copy(arena, key))) {
                    place(memory, text, message);
                    long ivAddress = copy(arena, iv).address();
                    cbc.encrypt(text, length, ivAddress);
                    expect(expected, memory, text, architecture, length);
                    cbc.decrypt(text, length, ivAddress);
                    expect(message, memory, text, architecture, length);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void shouldComputeHmacs(String architecture) throws GeneralSecurityException {
        try (IpsecMb library = IpsecMb.open(architecture); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(MEMORY_LENGTH);
            for (Sha2 hash : Sha2.values()) {
                byte[] key = bytes(hash.keyLength());
                String name = "Hmac" + hash.name().replace("_", "");
                Mac mac = Mac.getInstance(name);
                mac.init(new SecretKeySpec(key, name));
                try (HmacSha2 hmac = library.hmacSha2(hash, copy(arena, key))) {
                    for (int length : lengths()) {
                        byte[] message = bytes(length + 1);
                        byte[] expected = Arrays.copyOf(mac.doFinal(message), hash.tagLength());
                        long text = memory.address() + 64 + length % 64;
                        place(memory, text, message);
                        long tag = text + Math.max(0, message.length - 4);
                        hmac.compute(text, message.length, tag);
                        expect(expected, memory, tag, architecture + " " + hash, length);
                    }
                }
            }
        }
    }

    private static byte[] aead(String name, byte[] key, AlgorithmParameterSpec parameters, byte[] aad, byte[] message)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, name.startsWith("AES") ? "AES" : "ChaCha20"),
            parameters);
        cipher.updateAAD(aad);
        return cipher.doFinal(message);
    }

    /** Places a message in memory full of a pattern, so that what is written beyond the result shows. */
    private static void place(MemorySegment memory, long address, byte[] message) {
        memory.fill((byte)0xA5);
        MemorySegment.copy(message, 0, memory, ValueLayout.JAVA_BYTE, address - memory.address(), message.length);
    }

    /** Expects bytes at an address, and the pattern behind them. */
    private static void expect(byte[] expected, MemorySegment memory, long address, String what, int length) {
        byte[] found = memory.asSlice(address - memory.address(), expected.length + 64).toArray(ValueLayout.JAVA_BYTE);
        byte[] guarded = Arrays.copyOf(expected, found.length);
        Arrays.fill(guarded, expected.length, guarded.length, (byte)0xA5);
        assertEquals(HexFormat.of().formatHex(guarded), HexFormat.of().formatHex(found),
                () -> what + ", seed " + SEED + ", length " + length);
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
