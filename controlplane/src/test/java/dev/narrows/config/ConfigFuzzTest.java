package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the file, reading it gives a configuration or a refusal, and neither tells anything of a key. */
class ConfigFuzzTest {
    private static final long SEED = 0x4E41_5252_4F57L;
    private static final int CASES = 1000;
    private static final int DIGITS_THAT_TELL = 12;

    @TempDir
    Path directory;

    private int accepted;
    private int refused;

    @Test
    void shouldGiveConfigurationOrRefusalAndNeverTellKey() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            String good = i % 4 == 0 ? ConfigFiles.withWorkers() : ConfigFiles.GOOD;
            byte[] mutated = good.getBytes(StandardCharsets.UTF_8);
            for (int rounds = 1 + random.nextInt(3); rounds > 0; rounds--) {
                mutated = mutate(mutated, random);
            }
            String about = "seed " + SEED + ", case " + i;
            try {
                read(mutated, about);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(about + ":\n" + new String(mutated, StandardCharsets.UTF_8), e);
            }
        }
        assertEquals(CASES, accepted + refused);
        assertTrue(accepted > CASES / 100, "accepted " + accepted);
        assertTrue(refused > CASES / 2, "refused " + refused);
    }

    @Test
    void shouldNotTellKeyThatStandsWhereAnythingElseBelongs() throws Exception {
        String key = "0x" + ConfigFiles.KEYS.get(0);
        List<String> lines = ConfigFiles.GOOD.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            for (String quote : List.of("", "\"")) {
                String line = lines.get(i);
                int colon = line.indexOf(':');
                String indent = line.substring(0, line.length() - line.stripLeading().length());
                for (String replacement : List.of(
                    line.substring(0, colon + 1) + " " + quote + key + quote,
                    indent + quote + key + quote + line.substring(colon),
                    indent + quote + key + quote,
                    line + " " + quote + key + quote)) {
                    List<String> changed = new ArrayList<>(lines);
                    changed.set(i, replacement);
                    read((String.join("\n", changed) + "\n").getBytes(StandardCharsets.UTF_8), replacement);
                }
            }
        }
        assertTrue(refused > lines.size(), "refused " + refused);
    }

    private void read(byte[] content, String about) throws Exception {
        Path file = ConfigFiles.write(directory, "narrows.yaml", content);
        try (GatewayConfig config = ConfigReader.read(file)) {
            assertTellsNoKey(config.tunnels().toString(), about);
            accepted++;
        } catch (ConfigException e) {
            assertFalse(e.errors().isEmpty(), about);
            String directoryName = directory.toString();
            assertTellsNoKey(e.toString().replace(directoryName, ""), about);
            assertTellsNoKey(e.errors().toString().replace(directoryName, ""), about);
            for (ConfigError error : e.errors()) {
                assertEquals(1, error.describe(file).lines().count(), about);
            }
            refused++;
        }
    }

    private static void assertTellsNoKey(String text, String about) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String key : ConfigFiles.KEYS) {
            for (int i = 0; i + DIGITS_THAT_TELL <= key.length(); i++) {
                assertFalse(lower.contains(key.substring(i, i + DIGITS_THAT_TELL)), about + ": " + text);
            }
        }
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> flipBit(bytes, at, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> changeLines(bytes, random, LineChange.DROP);
            case 3 -> changeLines(bytes, random, LineChange.DOUBLE);
            case 4 -> changeLines(bytes, random, LineChange.SWAP_CASE);
            case 5 -> without(bytes, at);
            default -> replace(bytes, at, random);
        };
    }

    private static byte[] flipBit(byte[] bytes, int at, Random random) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte)(1 << random.nextInt(Byte.SIZE));
        return flipped;
    }

    private static byte[] without(byte[] bytes, int at) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return shorter;
    }

    private static byte[] replace(byte[] bytes, int at, Random random) {
        String special = "\n\r\t :-#&*!|>'\"%@`[]{},?~0x\0";
        byte[] replaced = bytes.clone();
        replaced[at] = (byte)special.charAt(random.nextInt(special.length()));
        return replaced;
    }

    private static byte[] changeLines(byte[] bytes, Random random, LineChange change) {
        List<String> lines =
            new ArrayList<>(Arrays.asList(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
        int at = random.nextInt(lines.size());
        switch (change) {
            case DROP -> lines.remove(at);
            case DOUBLE -> lines.add(random.nextInt(lines.size()), lines.get(at));
            case SWAP_CASE -> lines.set(at, lines.get(at).toUpperCase(Locale.ROOT));
        }
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private enum LineChange {
        DROP,
        DOUBLE,
        SWAP_CASE
    }
}
