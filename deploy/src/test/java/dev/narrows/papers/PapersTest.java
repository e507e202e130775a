package dev.narrows.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.ConfigReader;
import dev.narrows.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README and what it leads to. */
final class PapersTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path README = PROJECT.resolve("README.md");
    /** Whoever only wants to know what this is reads to the end. */
    private static final int README_BYTES = 7 * 1024;
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#]*)(#[^)]*)?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?m)(?:^ {4}.*\n|^\n(?= {4}))+");
    private static final String KEY = "00112233445566778899aabbccddeeff00112233";

    @TempDir
    private Path directory;

    @Test
    void shouldBeShortAtTheDoor() throws IOException {
        assertTrue(Files.size(README) <= README_BYTES, Files.size(README) + " bytes");
    }

    @Test
    void shouldLeadOnlyToWhatIsThere() throws IOException {
        List<String> wrong = new ArrayList<>();
        int links = 0;
        for (Path paper : papers()) {
            for (MatchResult link : LINK.matcher(Files.readString(paper)).results().toList()) {
                links++;
                Path target = link.group(1).isEmpty() ? paper : paper.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target) || !hasAnchor(target, link.group(2))) {
                    wrong.add(PROJECT.relativize(paper) + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(links > papers().size(), "links are found at all: " + links);
    }

    @Test
    void shouldShowAConfigurationThatIsTaken() throws Exception {
        String example = CODE_BLOCK.matcher(Files.readString(README)).results().map(MatchResult::group)
            .filter(block -> block.contains("tunnels:")).collect(Collectors.joining());
        int number = 0;
        for (String name : List.of("/etc/narrows/keys/to-c", "/etc/narrows/keys/from-c")) {
            Path key = Files.createFile(directory.resolve("key" + number),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, KEY.substring(1) + number++);
            assertTrue(example.contains(name), example);
            example = example.replace(name, key.toString());
        }
        Path file = Files.createFile(directory.resolve("narrows.yaml"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, example.stripIndent());
        try (GatewayConfig config = ConfigReader.read(file)) {
            assertEquals(2, config.ports().size());
            assertEquals("to-c", config.tunnels().getFirst().name());
            assertTrue(config.tunnels().getFirst().probe().isPresent());
        }
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path paper : papers()) {
            TEST.matcher(Files.readString(paper)).results().forEach(test -> named.add(test.group(1)));
        }
        try (Stream<Path> files = Files.walk(PROJECT)) {
            files.map(file -> file.getFileName().toString().replace(".java", "")).forEach(named::remove);
        }
        assertEquals(Set.of(), named);
    }

    private static boolean hasAnchor(Path paper, String anchor) throws IOException {
        return anchor == null || HEADING.matcher(Files.readString(paper)).results().map(heading -> anchor(heading.group(1)))
            .anyMatch(anchor::equals);
    }

    /** As GitHub makes them of headings. */
    private static String anchor(String heading) {
        return "#" + heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static List<Path> papers() throws IOException {
        List<Path> papers = new ArrayList<>(List.of(README));
        for (String folder : List.of(".github", "native-bindings", "dataplane", "controlplane", "bench", "deploy", "deploy/docs")) {
            try (Stream<Path> files = Files.list(PROJECT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(papers::add);
            }
        }
        return papers;
    }
}
