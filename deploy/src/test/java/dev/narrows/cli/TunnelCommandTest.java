package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changing tunnels by the command line. */
final class TunnelCommandTest {
    @TempDir
    private Path directory;

    @Test
    void shouldChangeTheMtu() throws Exception {
        assertEquals("changed\n", answered(
            "{\"tunnel\":\"to-c\",\"mtu\":1400}", "tunnel.set", "null", "tunnel", "set", "to-c", "--mtu", "1400"));
    }

    @Test
    void shouldTakeTheMtuAway() throws Exception {
        assertEquals("changed\n", answered(
            "{\"tunnel\":\"to-c\",\"mtu\":\"none\"}", "tunnel.set", "null", "tunnel", "set", "to-c", "--mtu", "none"));
    }

    @Test
    void shouldMoveToAnotherAddress() throws Exception {
        assertEquals("changed\n",
            answered("{\"tunnel\":\"to-c\",\"mtu\":9000,\"remote\":\"2001:db8::3\"}", "tunnel.set",
            "null", "tunnel", "set", "--remote", "2001:db8::3", "to-c", "--mtu", "9000"));
    }

    @Test
    void shouldRefuseNothingAndWhatIsNoNumber() {
        String nothing = Outcome.of("tunnel", "set", "to-c").failure(2);
        assertTrue(nothing.contains("nothing to change; --mtu or --remote is needed"), nothing);
        String noNumber = Outcome.of("tunnel", "set", "to-c", "--mtu", "large").failure(2);
        assertTrue(noNumber.contains("--mtu must be none or a whole number, not 'large'"), noNumber);
    }

    private String answered(String parameters, String method, String result, String... words) throws Exception {
        Path socket = directory.resolve("narrows.sock");
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--socket", socket.toString()));
        try (FakeGateway gateway = new FakeGateway(socket, "\"result\":" + result)) {
            String output = Outcome.of(all.toArray(String[]::new)).success();
            assertEquals(method, gateway.request().get("method").textValue());
            assertEquals(parameters, gateway.request().get("params").toString());
            return output;
        }
    }
}
