package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret is read, tells nothing, and goes away. */
class KeyingMaterialTest {
    private static final String TEXT = "000102030405060708090a0b0c0d0e0fcafebabe";

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0X"})
    void shouldReadHexadecimalOfEitherCase(String prefix) {
        byte[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte)0xCA, (byte)0xFE, (byte)0xBA,
            (byte)0xBE};
        for (String text : new String[] {TEXT, TEXT.toUpperCase(Locale.ROOT)}) {
            try (KeyingMaterial material = KeyingMaterial.fromHex(prefix + text, 20)) {
                assertEquals(20, material.length());
                assertArrayEquals(expected, material.bytes().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    @Test
    void shouldLieOffTheHeap() {
        try (KeyingMaterial material = KeyingMaterial.fromHex(TEXT, 20)) {
            assertTrue(material.bytes().isNative());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "f", "5ec2e7",
        "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec", "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7",
        "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ecg", "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec ",
        "0x0x5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7", "\uff15ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2"})
    void shouldRefuseOtherTextWithoutQuotingIt(String text) {
        IllegalArgumentException refusal =
            assertThrows(IllegalArgumentException.class, () -> KeyingMaterial.fromHex(text, 20));
        assertFalse(refusal.getMessage().contains("5ec2e7"), refusal::getMessage);
        assertFalse(refusal.getMessage().contains("5e"), refusal::getMessage);
    }

    @Test
    void shouldTellItsLengthAlone() {
        KeyingMaterial material = KeyingMaterial.fromHex(TEXT, 20);
        assertEquals("KeyingMaterial[20 bytes]", material.toString());
        material.close();
        assertEquals("KeyingMaterial[20 bytes]", material.toString());
    }

    @Test
    void shouldBeWipedBeforeItsMemoryIsGivenBack() {
        WatchedArena arena = new WatchedArena();
        KeyingMaterial material = KeyingMaterial.fromHex(TEXT, 20, () -> arena);
        assertEquals((byte)0xCA, material.bytes().get(ValueLayout.JAVA_BYTE, 16));
        material.close();
        assertArrayEquals(new byte[20], arena.lastContent());
    }

    @Test
    void shouldBeGoneOnceClosed() {
        KeyingMaterial material = KeyingMaterial.fromHex(TEXT, 20);
        material.close();
        material.close();
        assertThrows(IllegalStateException.class, () -> material.bytes().get(ValueLayout.JAVA_BYTE, 0));
    }
}
