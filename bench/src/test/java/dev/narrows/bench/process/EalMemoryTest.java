package dev.narrows.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EalMemoryTest {
    @AfterEach
    void forget() {
        System.clearProperty(EalMemory.HUGE);
    }

    @Test
    void usesOrdinaryPagesUnlessTold() {
        System.clearProperty(EalMemory.HUGE);

        assertEquals(List.of("--no-huge", "-m", "512", "--no-shconf"), EalMemory.arguments(512));
    }

    @Test
    void usesHugePagesOfNoFileWhereTold() {
        System.setProperty(EalMemory.HUGE, "true");

        // EAL refuses --in-memory together with --no-huge.
        assertEquals(List.of("--in-memory", "-m", "256"), EalMemory.arguments(256));
    }
}
