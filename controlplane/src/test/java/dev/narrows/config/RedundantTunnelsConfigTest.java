package dev.narrows.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several routes to one prefix, and when a tunnel yields. */
class RedundantTunnelsConfigTest {
    private static final String FILE = """
        state-dir: /var/lib/narrows
        ports:
          inside: {device: net_null0, side: protected, address: 10.1.0.1/24}
          outside: {device: net_null1, side: unprotected, address: 192.0.1.2/24}
        routes:
          - {to: 192.0.2.0/24, via: 192.0.1.1}
          - {to: 10.2.0.0/24, tunnel: first}
          - ROUTE
        tunnels:
          first: {local: 192.0.1.2, remote: 192.0.2.2, MORE}
          second: {local: 192.0.1.2, remote: 192.0.2.3}
        """;
    private static final String SECOND = "{to: 10.2.0.0/24, tunnel: second, metric: 10}";
    private static final String PROBE = "probe: {to: 10.2.0.1, from: 10.1.0.1}, yield-after: 3s";

    @TempDir
    private Path directory;

    @Test
    void shouldReadMetricsAndYieldAfter() throws Exception {
        try (GatewayConfig config = ConfigReader.read(write(SECOND, PROBE))) {
            assertEquals(List.of(0, 0, 10), config.routes().stream().map(RouteConfig::metric).toList());
            assertEquals(Optional.of(Duration.ofSeconds(3)), config.tunnels().getFirst().yieldAfter());
            assertEquals(Optional.empty(), config.tunnels().getLast().yieldAfter());
        }
    }

    @Test
    void shouldTakeANextHopAsTheLastWay() throws Exception {
        String text = FILE.replace("ROUTE", SECOND + "\n  - {to: 10.2.0.0/24, via: 10.1.0.9, metric: 20}")
            .replace("MORE", "df: copy");
        ConfigReader.read(ConfigFiles.write(directory, "narrows.yaml", text)).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{to: 10.2.0.0/24, tunnel: second} | routes[2].to | a route to 10.2.0.0/24 with metric 0 was given already",
        "{to: 10.2.0.0/24, tunnel: first, metric: 1} | routes[2].tunnel | a route to 10.2.0.0/24 into this tunnel was "
            + "given",
        "{to: 10.2.0.0/24, tunnel: second, metric: -1} | routes[2].metric | is out of range; it must be a whole number "
            + "from 0 to 65535",
        "{to: 10.2.0.0/24, tunnel: second, metric: 65536} | routes[2].metric | is out of range; it must be a whole "
            + "number from 0 to 65535",
        "{to: 192.0.2.0/24, via: 192.0.1.9, metric: 1} | routes[2].metric | is above 0, that of the route to "
            + "192.0.2.0/24",
    })
    void shouldRefuseARouteThatHasNoTurn(String route, String key, String message) throws Exception {
        List<ConfigError> errors = errors(write(route + "\n  - {to: 10.9.0.0/24, tunnel: second}", "df: copy"));
        assertEquals(List.of(key), errors.stream().map(ConfigError::key).toList(), errors::toString);
        assertEquals(8, errors.getFirst().line());
        assertTrue(errors.getFirst().message().contains(message), errors.getFirst().message());
    }

    @Test
    void shouldRefuseYieldAfterWithoutProbes() throws Exception {
        // The route into the tunnel is told too: there is no tunnel without mistakes.
        ConfigError error = errors(write(SECOND, "yield-after: 3s")).getLast();
        assertEquals("tunnels.first.yield-after", error.key());
        assertTrue(error.message().startsWith("is only for a tunnel with probe"), error.message());
        assertEquals(
            "tunnels.first.yield-after", errors(write(SECOND, PROBE.replace("3s", "300ms"))).getLast().key());
    }

    private static List<ConfigError> errors(Path file) {
        return assertThrows(ConfigException.class, () -> ConfigReader.read(file)).errors();
    }

    private Path write(String route, String more) throws Exception {
        return ConfigFiles.write(directory, "narrows.yaml", FILE.replace("ROUTE", route).replace("MORE", more));
    }
}
