package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot work, or is not ours alone, is a mistake with its line and key, before anything starts. */
class UnreachablePeersTest {
    private static final String FILE = """
        state-dir: STATE
        ports:
          inside: {device: net_null0, side: protected, address: [10.1.0.1/24, "2001:db8:a::1/64"]}
          outside: {device: net_null1, side: unprotected, address: [192.0.1.2/24, "2001:db8:1::2/64"]}
        routes: [ROUTES]
        tunnels:
          to-c:
            local: LOCAL
            remote: REMOTE
            POLICIES
        """;
    private static final String OWN = "policies: [{local: 10.1.0.0/24, remote: 10.2.0.0/24}]";

    @TempDir
    private Path directory;
    private Path state;

    @BeforeEach
    void makeState() throws Exception {
        state = Files.createDirectory(directory.resolve("state"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "192.0.2.2 | {to: 192.0.2.0/24, via: 192.0.1.1}",
        "192.0.1.7 | ``",
        "192.0.2.2 | {to: 0.0.0.0/0, tunnel: to-c}, {to: 192.0.2.0/24, via: 192.0.1.1}",
        "2001:db8:2::2 | {to: \"::/0\", via: \"2001:db8:1::1\"}",
    })
    void shouldTakeAPeerBeyondAnUnprotectedPort(String remote, String routes) throws Exception {
        ConfigReader.read(write(remote, routes, routes.contains("tunnel") ? "df: copy" : OWN)).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "192.0.2.2 | `` | is on no route, and on no port's subnet",
        "2001:db8:2::2 | {to: 0.0.0.0/0, via: 192.0.1.1} | is on no route",
        "192.0.2.2 | {to: 0.0.0.0/0, tunnel: to-c} | is on the route to 0.0.0.0/0, which leads into tunnel to-c",
        "192.0.2.2 | {to: 0.0.0.0/0, via: 192.0.1.1}, {to: 192.0.2.0/24, tunnel: to-c} | is on the route to "
            + "192.0.2.0/24",
        "10.1.0.7 | {to: 0.0.0.0/0, via: 192.0.1.1} | is reached by port inside, which is protected",
        "192.0.2.2 | {to: 192.0.2.0/24, via: 10.1.0.9} | is reached by port inside, which is protected",
        "2001:db8:2::2 | {to: \"::/0\", via: \"2001:db8:a::9\"} | is reached by port inside, which is protected",
        "192.0.1.255 | {to: 0.0.0.0/0, via: 192.0.1.1} | is the subnet 192.0.1.0/24 itself or its broadcast address",
        "192.0.1.0 | {to: 0.0.0.0/0, via: 192.0.1.1} | is the subnet 192.0.1.0/24 itself or its broadcast address",
    })
    void shouldRefuseAPeerThatEspCannotReach(String remote, String routes, String why) throws Exception {
        ConfigError error = onlyError(write(remote, routes, routes.contains("tunnel") ? "df: copy" : OWN));
        assertEquals("tunnels.to-c.remote", error.key());
        assertEquals(9, error.line());
        assertTrue(error.message().startsWith(remote + " " + why), error.message());
    }

    @Test
    void shouldRefuseATunnelWithinATunnel() throws Exception {
        String text = text("192.0.2.2", "{to: 192.0.2.0/24, via: 192.0.1.1}, {to: 192.0.3.0/24, tunnel: to-c}",
            "df: copy")
            + "  to-e: {local: 192.0.1.2, remote: 192.0.3.2, " + OWN + "}\n";
        ConfigError error = onlyError(ConfigFiles.write(directory, "nested.yaml", text));
        assertEquals("tunnels.to-e.remote", error.key());
        assertTrue(error.message().contains("leads into tunnel to-c; no tunnel goes through another"), error.message());
    }

    @ParameterizedTest
    @CsvSource({
        "224.0.0.0/4, 10.2.0.0/24, multicast", "10.1.0.0/24, 239.1.0.0/16, multicast",
        "127.0.0.0/8, 10.2.0.0/24, loopback",
        "10.1.0.0/24, 127.0.0.1/32, loopback", "0.0.0.0/8, 10.2.0.0/24, no hosts'",
        "ff02::/16, 2001:db8::/32, multicast",
        "2001:db8::/32, ::1/128, loopback", "fe80::/64, 2001:db8::/32, link-local",
        "10.1.0.0/24, 255.255.255.255/32, broadcast"})
    void shouldRefuseSelectorsOfAddressesThatNothingIsForwardedTo(String local, String remote, String kind)
        throws Exception {
        String selectors = "{local: \"" + local + "\", remote: \"" + remote + "\"";
        String routes = "{to: 192.0.2.0/24, via: 192.0.1.1}";
        ConfigError own = onlyError(write("192.0.2.2", routes, "policies: [" + selectors + "}]"));
        assertEquals("tunnels.to-c.policies[0]", own.key());
        assertTrue(own.message().contains(" is " + kind), own.message());
        String bypass = text("192.0.2.2", routes, OWN) + "policies: [" + selectors + ", action: bypass}]\n";
        assertEquals("policies[0]", onlyError(ConfigFiles.write(directory, "bypass.yaml", bypass)).key());
        String discard = text("192.0.2.2", routes, OWN) + "policies: [" + selectors + ", action: discard}]\n";
        ConfigReader.read(ConfigFiles.write(directory, "discard.yaml", discard)).close();
    }

    @Test
    void shouldTakeSelectorsOfEverything() throws Exception {
        ConfigReader.read(write("192.0.2.2", "{to: 192.0.2.0/24, via: 192.0.1.1}",
            "policies: [{local: 0.0.0.0/0, remote: 0.0.0.0/0}, {local: \"::/0\", remote: \"::/0\"}]")).close();
    }

    @Test
    void shouldRefuseRoutesThatNothingIsForwardedBy() throws Exception {
        String good = "{to: 192.0.2.0/24, via: 192.0.1.1}, ";
        assertEquals("routes[1].to",
            onlyError(write("192.0.2.2", good + "{to: 224.0.0.0/4, via: 192.0.1.1}", OWN)).key());
        assertEquals("routes[1].via",
            onlyError(write("192.0.2.2", good + "{to: 10.9.0.0/16, via: 192.0.1.255}", OWN)).key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void shouldRefuseAStateDirThatOthersCanWrite(String permissions) throws Exception {
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString(permissions));
        ConfigError error = onlyError(write("192.0.1.7", "", OWN));
        assertEquals("state-dir", error.key());
        assertEquals(1, error.line());
        assertEquals("is open to group or others, who may write there; run: chmod 700 " + state, error.message());
    }

    @Test
    void shouldRefuseAStateDirThatIsAFile() throws Exception {
        Files.delete(state);
        Files.createFile(state);
        assertEquals("state-dir", onlyError(write("192.0.1.7", "", OWN)).key());
    }

    /** Whoever owns a file may open it to himself again, whatever its mode is. */
    @Test
    void shouldRefuseWhatBelongsToNeitherUsNorRoot() throws Exception {
        int owner = (Integer)Files.getAttribute(state, "unix:uid");
        PrivateFile.checkOwner(state, owner);
        PrivateFile.checkOwner(Path.of("/"), 4711);
        if (owner == 0) {
            Files.setAttribute(state, "unix:uid", 4711);
            InsecureFileException refusal =
                assertThrows(InsecureFileException.class, () -> PrivateFile.checkOwner(state, owner));
            assertTrue(refusal.getMessage().startsWith("belongs to 4711, who may change it"), refusal.getMessage());
            assertEquals("state-dir", onlyError(write("192.0.1.7", "", OWN)).key());
        }
    }

    private static ConfigError onlyError(Path file) {
        List<ConfigError> errors = assertThrows(ConfigException.class, () -> ConfigReader.read(file)).errors();
        assertEquals(1, errors.size(), errors::toString);
        return errors.getFirst();
    }

    private Path write(String remote, String routes, String policies) throws Exception {
        return ConfigFiles.write(directory, "narrows.yaml", text(remote, routes, policies));
    }

    private String text(String remote, String routes, String policies) {
        return FILE.replace("STATE", state.toString()).replace("ROUTES", routes).replace("POLICIES", policies)
            .replace("LOCAL", remote.contains(":") ? "\"2001:db8:1::2\"" : "192.0.1.2")
            .replace("REMOTE", remote.contains(":") ? "\"" + remote + "\"" : remote);
    }
}
