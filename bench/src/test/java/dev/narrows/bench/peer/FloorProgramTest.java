package dev.narrows.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.crypto.Algorithm;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorProgramTest {
    @TempDir
    private Path folder;

    @Test
    void shouldSayWhatIsMissingWhereItCannotBeCompiled() {
        IOException refusal =
            assertThrows(IOException.class, () -> FloorProgram.compile(folder, folder.toString()));

        assertTrue(refusal.getMessage().contains("cannot be compiled here: "), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("pkg-config"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("libipsec-mb-dev"), refusal.getMessage());
        assertEquals(1, refusal.getMessage().lines().count());
    }

    @Test
    void shouldBeThereForOutboundAesGcmAlone() {
        assertTrue(Floor.has(Algorithm.AES_128_GCM_16, Direction.OUTBOUND));
        assertTrue(Floor.has(Algorithm.AES_256_GCM_16, Direction.OUTBOUND));
        assertFalse(Floor.has(Algorithm.AES_128_GCM_16, Direction.INBOUND));
        assertFalse(Floor.has(Algorithm.AES_128_GCM_16, Direction.BOTH));
        assertFalse(Floor.has(Algorithm.CHACHA20_POLY1305, Direction.OUTBOUND));
        assertFalse(Floor.has(Algorithm.AES_128_CBC_HMAC_SHA_256_128, Direction.OUTBOUND));
    }
}
