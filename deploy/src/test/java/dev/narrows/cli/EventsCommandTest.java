package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as they come. */
final class EventsCommandTest {
    private static final String ANSWER = "\"result\":{\"types\":[]}}\n"
        + "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"type\":\"sa-soft-expired\","
        + "\"time\":\"2026-01-01T00:00:00Z\",\"tunnel\":\"to-c\",\"spi\":4097,\"cause\":\"bytes\"}}\n"
        + "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"type\":\"path-mtu-changed\","
        + "\"time\":\"2026-01-01T00:00:01Z\",\"mtu\":1300}";

    @TempDir
    private Path directory;

    @Test
    void shouldPrintLineForEachUntilTheGatewayHangsUp() throws Exception {
        assertEquals("""
            2026-01-01T00:00:00Z sa-soft-expired tunnel=to-c spi=0x00001001 cause=bytes
            2026-01-01T00:00:01Z path-mtu-changed mtu=1300
            """, events());
    }

    @Test
    void shouldPrintJsonLines() throws Exception {
        assertEquals("""
            {"type":"sa-soft-expired","time":"2026-01-01T00:00:00Z","tunnel":"to-c","spi":4097,"cause":"bytes"}
            {"type":"path-mtu-changed","time":"2026-01-01T00:00:01Z","mtu":1300}
            """, events("--json"));
    }

    private String events(String... options) throws Exception {
        Path socket = directory.resolve("narrows.sock");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try (FakeGateway gateway = new FakeGateway(socket, ANSWER)) {
            String[] words = Stream.concat(
                Stream.of("events", "--socket", socket.toString()), Arrays.stream(options)).toArray(String[]::new);
            assertEquals(1, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words));
            assertEquals("events", gateway.request().get("method").textValue());
        }
        assertTrue(err.toString().contains("hung up"), err.toString());
        return out.toString();
    }
}
