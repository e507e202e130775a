package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.ConductorClient;
import dev.narrows.control.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written about the control socket names every method, parameter and event. */
final class ControlSocketPaperTest {
    private static final Path PAPER = Path.of("../deploy/docs/control-socket.md");

    private final ControlMethods methods = GatewayMethods.of(new ConductorClient(2));
    private String paper;

    @BeforeEach
    void read() throws IOException {
        paper = Files.readString(PAPER);
    }

    @Test
    void shouldNameEveryMethodWithItsParameters() {
        List<String> missing = new ArrayList<>();
        for (String name : names()) {
            String call = Pattern.compile("`" + Pattern.quote(name) + "(?: \\{([^`]*)\\})?`").matcher(paper).results()
                .map(found -> found.group(1) == null ? "" : found.group(1))
                .reduce("", (some, more) -> some + " " + more);
            if (!paper.contains("`" + name + "`") && !paper.contains("`" + name + " {")) {
                missing.add(name);
            }
            for (String parameter : methods.named(name).parameters()) {
                if (!Pattern.compile("\\b" + parameter + "\\b").matcher(call).find()) {
                    missing.add(name + " " + parameter);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void shouldNameEveryEvent() {
        List<String> missing = new ArrayList<>();
        for (EventType type : EventType.values()) {
            if (!paper.contains("`" + type.label() + "`")) {
                missing.add(type.label());
            }
        }
        assertEquals(List.of(), missing);
    }

    private List<String> names() {
        String message = assertThrows(RpcException.class, () -> methods.named("?")).getMessage();
        List<String> names = List.of(message.substring(message.indexOf("there are ") + "there are ".length())
            .split(", ", -1));
        assertTrue(names.contains("sa.change"), message);
        return names;
    }
}
