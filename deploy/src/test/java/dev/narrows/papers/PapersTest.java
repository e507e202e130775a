package dev.narrows.papers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.ConfigReader;
import dev.narrows.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
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
    private static final int KEY_AND_SALT_BYTES = 20;

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
        for (String name : List.of("to-c", "from-c")) {
            String path = "/etc/narrows/keys/" + name;
            assertTrue(example.contains(path), example);
            example = example.replace(path, write(name, HexFormat.of().formatHex(randomKey())).toString());
        }
        try (GatewayConfig config = ConfigReader.read(write("narrows.yaml", example.stripIndent()))) {
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

    /** Files with keys must be their owner's alone. */
    private Path write(String name, String text) throws IOException {
        Path file = Files.createFile(directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static byte[] randomKey() {
        byte[] key = new byte[KEY_AND_SALT_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static boolean hasAnchor(Path paper, String anchor) throws IOException {
        return anchor == null || HEADING.matcher(Files.readString(paper)).results()
            .map(heading -> anchor(heading.group(1))).anyMatch(anchor::equals);
    }

    /** As GitHub makes them of headings. */
    private static String anchor(String heading) {
        return "#" + heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static List<Path> papers() throws IOException {
        List<Path> papers = new ArrayList<>(List.of(README));
        for (String folder : List.of(
            ".github", "native-bindings", "dataplane", "controlplane", "bench", "deploy", "deploy/docs")) {
            try (Stream<Path> files = Files.list(PROJECT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(papers::add);
            }
        }
        return papers;
    }
}
