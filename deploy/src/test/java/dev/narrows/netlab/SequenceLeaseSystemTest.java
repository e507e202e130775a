package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sequence number is never used twice under one key, whatever becomes of the process. */
@InNetlab
final class SequenceLeaseSystemTest {
    /** The file of leases begins with two pages that tell what stands where, of which one write replaces one. */
    private static final int PAGE_LENGTH = 4096;
    /** Where it holds the first key's record, and how: two slots, of which one write replaces one. */
    private static final int FIRST_SLOT = 2 * PAGE_LENGTH;
    private static final int SLOT_LENGTH = 48;
    private static final int SLOTS = 2;

    @BeforeEach
    void begin(Netlab netlab) {
        netlab.begin();
    }

    @AfterEach
    void bothRunAgain(Netlab netlab) {
        netlab.startGateway("b");
    }

    @Test
    void shouldGoOnAboveAllItEverSentAfterCrashes(Netlab netlab) {
        long highest = 0;
        for (int crash = 0; crash < 3; crash++) {
            List<Long> sequences = sequencesOfSomePings(netlab);
            long before = highest;
            assertTrue(sequences.stream().allMatch(sequence -> sequence > before), before + " then " + sequences);
            assertEquals(sequences.size(), sequences.stream().distinct().count());
            highest = sequences.stream().mapToLong(Long::longValue).max().orElseThrow();
            netlab.b().kill();
            netlab.startGateway("b");
            netlab.ping("-c", "2", "-i", "0.2");
        }
    }

    @Test
    void shouldGoOnAfterCleanStop(Netlab netlab) {
        List<Long> before = sequencesOfSomePings(netlab);
        netlab.stopGateway("b");
        netlab.startGateway("b");
        netlab.ping("-c", "2", "-i", "0.2");
        List<Long> after = sequencesOfSomePings(netlab);
        assertTrue(after.getFirst() > before.getLast(), before + " then " + after);
        assertTrue(after.getFirst() < before.getLast() + 1000,
            "the lease was given back: " + before + " then " + after);
    }

    @Test
    void shouldGoOnAboveAllItEverSentWhenWriteWasCutShort(Netlab netlab) throws IOException {
        List<Long> before = sequencesOfSomePings(netlab);
        for (int slot = 0; slot < SLOTS; slot++) {
            netlab.b().kill();
            Path file = filesOf(netlab.b().state()).getFirst();
            Files.write(file, flipped(Files.readAllBytes(file), FIRST_SLOT + slot * SLOT_LENGTH));
            netlab.startGateway("b");
            netlab.ping("-c", "2", "-i", "0.2");
            List<Long> after = sequencesOfSomePings(netlab);
            assertTrue(after.getFirst() > before.getLast(), before + " then " + after);
            before = after;
        }
    }

    @Test
    void shouldRefuseToStartWithDamagedOrMissingLeases(Netlab netlab) throws IOException {
        netlab.stopGateway("b");
        List<Path> files = filesOf(netlab.b().state());
        assertNotEquals(List.of(), files);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            try {
                Files.write(file, flipped(flipped(whole, 0), PAGE_LENGTH));
                expectRefusal(netlab, "damaged");
                // Both slots of the first key's record: no crash explains that.
                Files.write(file, flipped(flipped(whole, FIRST_SLOT), FIRST_SLOT + SLOT_LENGTH));
                expectRefusal(netlab, "damaged");
                Files.write(file, Arrays.copyOf(whole, whole.length / 2));
                expectRefusal(netlab, "damaged");
                Files.write(file, new byte[0]);
                expectRefusal(netlab, "damaged");
                Files.delete(file);
                expectRefusal(netlab, "missing");
            } finally {
                Files.write(file, whole);
            }
        }
    }

    private static void expectRefusal(Netlab netlab, String why) {
        Command.Result start = netlab.tryStartGateway("b");
        assertNotEquals(0, start.exitCode(), () -> start.output() + netlab.b().log());
        List<String> sentences = netlab.b().log().lines().toList();
        assertEquals(1, sentences.size(), sentences.toString());
        assertTrue(sentences.getFirst().contains(netlab.b().state().toString()), sentences.toString());
        assertTrue(sentences.getFirst().contains(why), sentences.toString());
    }

    private static byte[] flipped(byte[] bytes, int index) {
        byte[] copy = bytes.clone();
        copy[index] ^= 1;
        return copy;
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static List<Long> sequencesOfSomePings(Netlab netlab) {
        try (Capture capture = Capture.on(netlab, "r1", "r1-b")) {
            netlab.ping("-c", "5", "-i", "0.2").expectSuccess();
            List<Long> sequences = capture.frames().stream()
                .filter(frame -> frame.isEsp() && frame.spi() == Netlab.SPI_TO_C).map(Frame::sequence).toList();
            assertEquals(5, sequences.size());
            return sequences;
        }
    }
}
