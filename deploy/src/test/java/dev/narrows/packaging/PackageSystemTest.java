package dev.narrows.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the package holds, and that it runs from where it is put. */
final class PackageSystemTest {
    @TempDir
    private static Path directory;
    private static DebianPackage built;
    private static Path root;

    @BeforeAll
    static void build() {
        built = DebianPackage.ofThisBuild();
        root = built.unpack(directory.resolve("root"));
    }

    @Test
    void shouldBeTheSameBytesEachTime() throws IOException {
        DebianPackage again = DebianPackage.build(Files.createDirectory(directory.resolve("second")),
            Map.of("TZ", "Asia/Tokyo", "LC_ALL", "C", "TMPDIR", directory.toString()));
        assertEquals(built.file().getFileName(), again.file().getFileName());
        assertEquals(built.field("Installed-Size"), again.field("Installed-Size"));
        assertEquals(built.contents(), again.contents());
        assertEquals(-1, Files.mismatch(built.file(), again.file()));
    }

    /** What has keys or leases in it is root's alone; everything is root's. */
    @ParameterizedTest
    @CsvSource({"drwx------, ./etc/narrows/", "drwx------, ./etc/narrows/keys/", "drwx------, ./var/lib/narrows/",
        "drwx------, ./var/log/narrows/", "-rw-------, ./etc/narrows/narrows.example.yaml",
        "-rwxr-xr-x, ./usr/share/narrows/narrows", "-rw-r--r--, ./usr/lib/systemd/system/narrows.service",
        "-rw-r--r--, ./usr/share/bash-completion/completions/narrows", "-rw-r--r--, ./usr/share/man/man8/narrows.8.gz",
        "-rw-r--r--, ./usr/share/man/man5/narrows.yaml.5.gz", "-rw-r--r--, ./usr/share/man/man7/narrows-control.7.gz",
        "-rw-r--r--, ./usr/share/doc/narrows/changelog.gz", "-rw-r--r--, ./usr/share/doc/narrows/copyright",
        "lrwxrwxrwx, ./usr/bin/narrows"})
    void shouldHoldEachFileWithItsMode(String mode, String path) {
        List<String> found = built.contents().stream().filter(line -> line.matches(".* \\Q" + path + "\\E( -> .*)?"))
            .toList();
        assertEquals(1, found.size(), path);
        assertTrue(found.getFirst().startsWith(mode + " root/root "), found::toString);
    }

    @Test
    void shouldBeOwnedByRootAndWritableByNobodyElse() {
        for (String line : built.contents()) {
            assertTrue(line.matches("(l.{9}|.....-..-.|.{5}-{5}) root/root .*"), line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"librte-ethdev", "librte-mempool-ring", "librte-bus-pci", "librte-bus-vdev",
        "librte-net-af-packet", "librte-net-pcap", "librte-net-tap"})
    void shouldTakeTheDpdkOfEitherRelease(String library) {
        assertTrue(built.field("Depends").contains(library + "25 | " + library + "23"), library);
    }

    @Test
    void shouldTakeTheOtherLibrariesOfEitherRelease() {
        String depends = built.field("Depends");
        assertTrue(depends.startsWith("openjdk-25-jre-headless | temurin-25-jre | "), depends);
        assertTrue(depends.contains("libipsec-mb2 | libipsec-mb1"), depends);
        assertEquals("narrows", built.field("Package"));
        assertTrue(built.file().endsWith("narrows_" + built.field("Version") + "_amd64.deb"));
    }

    @Test
    void shouldPleaseLintian() {
        String output = DebianPackage.run(Map.of(), "lintian", "--allow-root", "--fail-on", "error",
            "--tag-display-limit", "0", built.file().toString());
        assertFalse(output.matches("(?s).*(^|\n)[EW]: .*"), output);
    }

    @Test
    void shouldSayItsVersionFromWhereItIsInstalled() {
        assertEquals("narrows " + built.field("Version"), narrows(0, "--version"));
    }

    @Test
    void shouldCheckAConfigurationFromWhereItIsInstalled() throws IOException {
        for (String name : List.of("to-c", "from-c")) {
            byte[] key = new byte[20];
            new SecureRandom().nextBytes(key);
            write(name, HexFormat.of().formatHex(key));
        }
        Path config = write("narrows.yaml", """
            eal: ["--no-huge", "-m", "256", "--no-pci", "--vdev=net_ring0", "--vdev=net_ring1"]
            state-dir: /var/lib/narrows
            ports:
              inside: {device: net_ring0, side: protected, address: 10.1.0.1/24}
              outside: {device: net_ring1, side: unprotected, address: 192.0.2.1/24}
            tunnels:
              to-c:
                local: 192.0.2.1
                remote: 192.0.2.2
                policies: [{local: 10.1.0.0/24, remote: 10.2.0.0/24}]
                out: {spi: 0x1001, algorithm: aes-128-gcm-16, key-file: DIRECTORY/to-c}
                in: {spi: 0x2001, algorithm: aes-128-gcm-16, key-file: DIRECTORY/from-c}
            """.replace("DIRECTORY", directory.toString()));
        assertEquals(config + ": ok: 2 ports, 1 tunnel", narrows(0, "check", config.toString()));
        Path absent = directory.resolve("absent.yaml");
        assertTrue(narrows(2, "check", absent.toString()).startsWith(absent + ": cannot be read"), "one sentence");
    }

    private static Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private static String narrows(int exitCode, String... words) {
        String[] command = new String[words.length + 1];
        command[0] = root.resolve("usr/bin/narrows").toString();
        System.arraycopy(words, 0, command, 1, words.length);
        return DebianPackage.run(exitCode, Map.of(), command).strip();
    }

    @Test
    void shouldHaveTheUnitOfACloneWithOtherPaths() throws IOException {
        List<String> clone = Files.readAllLines(Path.of("systemd/narrows.service"));
        List<String> installed = Files.readAllLines(root.resolve("usr/lib/systemd/system/narrows.service"));
        assertEquals(clone.size(), installed.size());
        assertFalse(installed.stream().anyMatch(line -> line.contains("/opt")), installed::toString);
        assertTrue(installed.contains("ExecStart=/usr/bin/narrows run /etc/narrows/narrows.yaml"), installed::toString);
        assertTrue(installed.contains("AssertPathExists=/etc/narrows/narrows.yaml"), installed::toString);
        assertFalse(Files.exists(root.resolve("etc/narrows/narrows.yaml")), "it is for somebody to write");
    }

    @Test
    void shouldCompleteInBash() {
        String probe = """
            . "$1"
            COMP_WORDS=(narrows sa ""); COMP_CWORD=2; COMP_LINE="narrows sa "; COMP_POINT=11
            _complete_narrows
            printf '%s ' "${COMPREPLY[@]}"
            """;
        String script = root.resolve("usr/share/bash-completion/completions/narrows").toString();
        assertTrue(DebianPackage.run(Map.of(), "bash", "-c", probe, "bash", script).contains("rekey"));
    }

    @ParameterizedTest
    @CsvSource({"man8/narrows.8, narrows sa rekey|--old-in-spi|2^20|PATH MTU|LIMITS|lease-retention",
        "man5/narrows.yaml.5, tunnels.NAME.remote|aes-256-gcm-16|key-file: /etc/narrows/keys/to-c",
        "man7/narrows-control.7, sa.change|neighbour-mac-changed|bad-icv"})
    void shouldHaveManualPagesThatReadersTake(String page, String words) throws IOException {
        Path file = root.resolve("usr/share/man").resolve(page + ".gz");
        assertEquals("", DebianPackage.run(Map.of(), "mandoc", "-T", "lint", "-W", "warning", file.toString()));
        // Words are cut at their hyphens.
        String text = DebianPackage.run(Map.of("MANWIDTH", "200", "LC_ALL", "C.UTF-8"), "man", "--warnings", "--nh",
            "-l", file.toString()).replaceAll("-\n +", "-");
        for (String word : words.split("\\|", -1)) {
            assertTrue(text.contains(word), () -> word + " is not in " + page);
        }
        assertFalse(text.contains("](") || text.contains("<standard input>"), text);
        assertTrue(DebianPackage.run(Map.of(), "lexgrog", file.toString()).contains(" - "), page);
    }

    @Test
    void shouldSayWhatIsInIt() throws IOException {
        String bill = Files.readString(root.resolve("usr/share/doc/narrows/narrows.cdx.json"));
        assertTrue(bill.contains("\"CycloneDX\""), "its format");
        try (var jars = Files.list(root.resolve("usr/share/narrows"))) {
            for (String jar : jars.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".jar"))
                .toList()) {
                String name = jar.replaceFirst("-[0-9.]+\\.jar$", "");
                assertTrue(bill.contains("\"" + name + "\""), () -> jar + " is not in the bill of materials");
            }
        }
    }
}
