package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.foreign.Allocation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many messages at a time, against what the JDK makes of each. */
class MessageBurstTest {
    private static final int ROUNDS = 100;
    private static final int MOST_BLOCKS = 90;

    private final Arena arena = Arena.ofConfined();
    private final Random random = new Random(0x4255_5253_54L);
    private IpsecMb library;
    private MessageBurst burst;

    @BeforeEach
    void open() {
        IpsecMbForTests.library();
        library = IpsecMb.open();
        burst = library.messageBurst();
    }

    @AfterEach
    void close() {
        if (library != null) {
            burst.close();
            burst.close();
            library.close();
        }
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void shouldCipherEachMessageAtItsPlaceUnderItsOwnKey(int keyLength) throws GeneralSecurityException {
        for (int round = 0; round < ROUNDS; round++) {
            int count = random.nextInt(MessageBurst.CAPACITY + 1);
            byte[][] plain = new byte[count][];
            byte[][] expected = new byte[count][];
            AesCbc[] keys = new AesCbc[count];
            MemorySegment[] texts = new MemorySegment[count];
            long iv = arena.allocate(AesCbc.BLOCK_LENGTH).address();
            for (int i = 0; i < count; i++) {
                byte[] key = bytes(keyLength);
                plain[i] = bytes(AesCbc.BLOCK_LENGTH * (1 + random.nextInt(MOST_BLOCKS)));
                keys[i] = library.aesCbc(offHeap(key));
                texts[i] = offHeap(plain[i]);
                Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
                expected[i] = cipher.doFinal(plain[i]);
                burst.cipher(i, keys[i].address(), texts[i].address(), plain[i].length, iv);
            }
            burst.encrypt(count, keyLength);
            assertContents(expected, texts);
            burst.decrypt(count, keyLength);
            assertContents(plain, texts);
            Arrays.stream(keys).forEach(AesCbc::close);
        }
    }

    @ParameterizedTest
    @EnumSource(Sha2.class)
    void shouldHashEachMessageUnderItsOwnKey(Sha2 hash) throws GeneralSecurityException {
        String name = "Hmac" + hash.name().replace("_", "");
        for (int round = 0; round < ROUNDS; round++) {
            int count = random.nextInt(MessageBurst.CAPACITY + 1);
            byte[][] expected = new byte[count][];
            HmacSha2[] keys = new HmacSha2[count];
            MemorySegment[] tags = new MemorySegment[count];
            for (int i = 0; i < count; i++) {
                byte[] key = bytes(hash.keyLength());
                byte[] message = bytes(1 + random.nextInt(1500));
                keys[i] = library.hmacSha2(hash, offHeap(key));
                Mac mac = Mac.getInstance(name);
                mac.init(new SecretKeySpec(key, name));
                expected[i] = Arrays.copyOf(mac.doFinal(message), hash.tagLength());
                tags[i] = arena.allocate(hash.tagLength());
                burst.hash(i, keys[i].address(), offHeap(message).address(), message.length, tags[i].address());
            }
            burst.compute(count, hash);
            assertContents(expected, tags);
            Arrays.stream(keys).forEach(HmacSha2::close);
        }
    }

    @Test
    void shouldAllocateNoJavaMemory() {
        try (AesCbc cbc = library.aesCbc(arena.allocate(16));
                HmacSha2 hmac = library.hmacSha2(Sha2.SHA_256, arena.allocate(32))) {
            long text = arena.allocate(2048).address();
            assertEquals(0, Allocation.least(() -> workRepeatedly(cbc.address(), hmac.address(), text)));
        }
    }

    private void workRepeatedly(long cbc, long hmac, long text) {
        for (int i = 0; i < 2_000; i++) {
            for (int j = 0; j < 8; j++) {
                burst.cipher(j, cbc, text + 64L * j, 64, text + 1024);
                burst.hash(j, hmac, text + 64L * j, 64, burst.tag(j));
            }
            burst.encrypt(8, 16);
            burst.compute(8, Sha2.SHA_256);
            burst.decrypt(8, 16);
        }
    }

    private static void assertContents(byte[][] expected, MemorySegment... texts) {
        for (int i = 0; i < texts.length; i++) {
            assertArrayEquals(expected[i], texts[i].toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private MemorySegment offHeap(byte... bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }
}
