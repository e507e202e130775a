package dev.narrows.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What dpkg and the package's own scripts do to a disk, which is a directory here: leases are what keeps a key and a
 * number from being used twice, and only a yes deletes them.
 */
final class MaintainerScriptsSystemTest {
    private static final String LEASES = "var/lib/narrows/sequences";

    @TempDir
    private static Path scratch;
    private static DebianPackage built;
    private static DebianPackage newer;

    @TempDir
    private Path root;

    @BeforeAll
    static void build() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root: dpkg gives files to their owners");
        built = DebianPackage.ofThisBuild();
        newer = built.withVersion("99.0", scratch);
    }

    @BeforeEach
    void makeRoot() throws IOException {
        Files.createDirectories(root.resolve("var/lib/dpkg/info"));
        Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("var/cache/debconf"));
        Files.copy(Path.of("/etc/debconf.conf"), root.resolve("etc/debconf.conf"));
        dpkg("--install", built.file().toString());
    }

    @Test
    void shouldNeitherEnableNorStartAnything() {
        assertEquals("install ok installed", status());
        assertFalse(Files.exists(root.resolve("etc/systemd/system/multi-user.target.wants/narrows.service")));
        assertFalse(Files.exists(root.resolve("etc/narrows/narrows.yaml")));
    }

    @Test
    void shouldKeepConfigurationAndLeasesWhenUpgradedAndRemoved() throws IOException {
        use();
        Path example = root.resolve("etc/narrows/narrows.example.yaml");
        Files.writeString(example, "# edited\n");
        dpkg("--force-confold", "--install", newer.file().toString());
        assertEquals("99.0", query("${Version}"));
        assertEquals("# edited\n", Files.readString(example));
        assertUsed();
        dpkg("--remove", "narrows");
        assertEquals("deinstall ok config-files", status());
        assertFalse(Files.exists(root.resolve("usr/bin/narrows")));
        assertTrue(Files.exists(example));
        assertUsed();
    }

    @Test
    void shouldKeepLeasesWhenPurgedWithoutConsent() throws IOException {
        use();
        String output = dpkg("--purge", "narrows");
        assertTrue(output.contains("/var/lib/narrows is kept"), output);
        assertUsed();
        assertFalse(Files.exists(root.resolve("etc/narrows/narrows.example.yaml")));
        assertFalse(Files.exists(root.resolve("var/log/narrows")));
    }

    @Test
    void shouldKeepLeasesWhenRemovedFirstAndPurgedLater() throws IOException {
        use();
        dpkg("--remove", "narrows");
        dpkg("--purge", "narrows");
        assertUsed();
        dpkg("--install", built.file().toString());
        assertUsed();
    }

    @Test
    void shouldDeleteLeasesWhenPurgedWithConsent() throws IOException {
        use();
        DebianPackage.run(Map.of("DPKG_ROOT", root.toString()), "sh", "-c",
            "echo 'narrows narrows/delete-leases boolean true' | debconf-set-selections");
        dpkg("--purge", "narrows");
        assertFalse(Files.exists(root.resolve("var/lib/narrows")));
        assertEquals("mine", Files.readString(root.resolve("etc/narrows/narrows.yaml")), "what is not the package's");
    }

    @Test
    void shouldLeaveNothingBehindWhereNothingWasUsed() {
        dpkg("--purge", "narrows");
        for (String path : List.of("etc/narrows", "var/lib/narrows", "var/log/narrows", "usr/share/narrows")) {
            assertFalse(Files.exists(root.resolve(path)), path);
        }
    }

    private void use() throws IOException {
        Files.writeString(root.resolve(LEASES), "leases");
        Files.writeString(root.resolve("var/log/narrows/eal.log"), "log");
        Files.writeString(root.resolve("etc/narrows/narrows.yaml"), "mine");
    }

    private void assertUsed() throws IOException {
        assertEquals("leases", Files.readString(root.resolve(LEASES)));
        assertEquals("mine", Files.readString(root.resolve("etc/narrows/narrows.yaml")));
    }

    private String status() {
        return query("${Status}");
    }

    private String query(String format) {
        return DebianPackage.run(Map.of(), "dpkg-query", "--admindir=" + root.resolve("var/lib/dpkg"), "-W", "-f",
            format, "narrows");
    }

    /** What the package needs is not in that root, and its scripts run outside, where they are told of it. */
    private String dpkg(String... words) {
        List<String> command = new ArrayList<>(
            List.of("dpkg", "--root=" + root, "--force-script-chrootless", "--force-depends", "--log=/dev/null"));
        command.addAll(List.of(words));
        return DebianPackage.run(Map.of("DEBIAN_FRONTEND", "noninteractive"), command.toArray(String[]::new));
    }
}
