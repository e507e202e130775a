package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.ConfigException;
import dev.narrows.config.ConfigReader;
import dev.narrows.config.GatewayConfig;
import dev.narrows.control.request.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random configurations, read as any is, and random things that happen to their gateways, on a clock that leaps: the
 * conductor neither throws nor does without end, whatever is asked is answered, and database and workers agree after
 * that.
 *
 * <p>{@code -Dnarrows.fuzz.seconds=N} makes it longer, {@code -Dnarrows.seed=N} another one. A failure tells its seed:
 * run that alone with {@code -Dnarrows.fuzz.conductor=SEED}.
 */
final class ConductorFuzzTest {
    private static final int GATEWAYS = 150;
    private static final int STEPS = 400;
    private static final int SETTLED_EVERY = 100;
    private static final long SECONDS = Long.getLong("narrows.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("narrows.seed", 1);
    private static final Long ONLY = Long.getLong("narrows.fuzz.conductor");

    @TempDir
    private Path directory;

    @Test
    void shouldStandWhateverHappens() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<String> failures = new ArrayList<>();
        int refused = 0;
        int count = 0;
        while (failures.isEmpty() && (count < GATEWAYS || System.nanoTime() < end)) {
            long seed = ONLY == null ? SEED * 1_000_003 + count : ONLY;
            count++;
            String text = FuzzedConfig.of(new Random(seed));
            try {
                run(ConfigReader.read(write(text)), new Random(~seed));
            } catch (ConfigException e) {
                refused++;
            } catch (AssertionError | RuntimeException e) {
                e.printStackTrace();
                failures.add("seed " + seed + ": " + e + "\n" + text);
            }
            if (ONLY != null) {
                break;
            }
        }
        System.out.println("fuzz: " + count + " gateways from seed " + SEED + ", " + refused
            + " refused by the reader");
        assertEquals(List.of(), failures);
        assertTrue(refused <= count / 2, refused + " configurations of " + count + " were refused");
    }

    private static void run(GatewayConfig config, Random random) throws IOException {
        FuzzedGateway made;
        try {
            made = new FuzzedGateway(config, random);
        } catch (ControlException refused) {
            // A start with a sequence that has come to its end, as the configuration says: a sentence, and no gateway.
            config.close();
            return;
        }
        try (FuzzedGateway gateway = made) {
            for (int step = 1; step <= STEPS; step++) {
                gateway.step();
                if (step % SETTLED_EVERY == 0) {
                    gateway.settle();
                }
            }
        }
    }

    private Path write(String text) throws IOException {
        Path file = directory.resolve("narrows.yaml");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
