package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written about settings, and the example, have every one that there is. */
final class SettingsPaperTest {
    /** A key that no section knows, in each: the errors then tell which ones it does. */
    private static final String OF_NONE = """
        x-x: 1
        worker: {x-x: 1}
        icmp: {x-x: 1}
        pmtu: {x-x: 1}
        ports:
          inside: {x-x: 1}
        routes:
          - {x-x: 1}
        policies:
          - {x-x: 1}
        tunnels:
          to-c:
            x-x: 1
            udp-encapsulation: {x-x: 1}
            probe: {x-x: 1}
            policies: [{x-x: 1}]
            out: {x-x: 1, lifetime: {x-x: 1}}
            in: {x-x: 1}
        """;
    private static final Pattern ALLOWED = Pattern.compile("(?m)^\\S+ (\\S*?)x-x: .*allowed: (.*)$");

    @TempDir
    private Path directory;

    @Test
    void shouldTellOfEverySetting() throws IOException {
        String paper = Files.readString(Path.of("../deploy/docs/configuration.md"));
        String example = Files.readString(Path.of("../deploy/narrows.example.yaml"));
        List<String> missing = new ArrayList<>();
        int settings = 0;
        for (MatchResult section : ALLOWED.matcher(errors()).results().toList()) {
            for (String key : section.group(2).split(", ", -1)) {
                settings++;
                if (!Pattern.compile("(?m)[`.]" + key + "(`|\\.NAME|\\[\\]|\\.)|`" + key + "`").matcher(paper).find()) {
                    missing.add("configuration.md: " + section.group(1) + key);
                }
                if (!Pattern.compile("\\b" + key + ":").matcher(example).find()) {
                    missing.add("narrows.example.yaml: " + section.group(1) + key);
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(settings > 80, "only " + settings);
    }

    @Test
    void shouldTellOfEveryAlgorithm() throws IOException {
        String paper = Files.readString(Path.of("../deploy/docs/configuration.md"));
        for (Algorithm algorithm : Algorithm.values()) {
            assertTrue(paper.contains("| `" + algorithm.configName() + "` |"), algorithm.configName());
        }
    }

    private String errors() throws IOException {
        Path file = ConfigFiles.write(directory, "narrows.yaml", OF_NONE);
        return assertThrows(ConfigException.class, () -> ConfigReader.read(file)).getMessage();
    }
}
