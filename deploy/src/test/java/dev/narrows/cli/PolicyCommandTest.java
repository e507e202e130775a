package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adding and removing policies by the command line. */
final class PolicyCommandTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAddWithEverySelector() throws Exception {
        assertEquals("added policy 17\n",
            answered("{\"action\":\"protect\",\"tunnel\":\"to-c\",\"local\":\"10.1.0.0/24\","
                + "\"remote\":\"10.2.0.0/24\",\"protocol\":\"tcp\",\"localPort\":\"1000-2000\","
                + "\"remotePort\":\"443\",\"before\":3}",
            "policy.add", "{\"id\":17}",
            "policy", "add", "--action", "protect", "--tunnel", "to-c", "--local", "10.1.0.0/24", "--remote",
            "10.2.0.0/24",
            "--protocol", "tcp", "--local-port", "1000-2000", "--remote-port", "443", "--before", "3"));
    }

    @Test
    void shouldAddWithAddressesAlone() throws Exception {
        assertEquals("added policy 1\n", answered("{\"action\":\"bypass\",\"local\":\"::/0\",\"remote\":\"::/0\","
            + "\"protocol\":\"icmpv6\",\"icmpType\":\"128\"}", "policy.add", "{\"id\":1}",
            "policy", "add", "--action", "bypass", "--local", "::/0", "--remote", "::/0", "--protocol", "icmpv6",
            "--icmp-type", "128"));
    }

    @Test
    void shouldRemove() throws Exception {
        assertEquals("removed\n", answered("{\"id\":17}", "policy.remove", "null", "policy", "remove", "17"));
    }

    @Test
    void shouldRefuseATunnelWithoutProtectAndProtectWithoutATunnel() {
        for (String line : List.of("policy add --action discard --tunnel t --local ::/0 --remote ::/0",
            "policy add --action protect --local ::/0 --remote ::/0")) {
            String message = Outcome.of(line.split(" ", -1)).failure(2);
            assertTrue(message.contains("--tunnel goes with --action protect, and only there"), message);
        }
    }

    @Test
    void shouldRefuseAnActionThatIsNone() {
        String message =
            Outcome.of("policy", "add", "--action", "drop", "--local", "::/0", "--remote", "::/0").failure(2);
        assertTrue(message.contains("must be protect, bypass or discard, not 'drop'"), message);
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
