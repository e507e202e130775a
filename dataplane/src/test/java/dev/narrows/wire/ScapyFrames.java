package dev.narrows.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Random frames that a script built with scapy, and what scapy reads in them. */
final class ScapyFrames {
    private static final int SCAPY_ABSENT = 77;
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private ScapyFrames() {
    }

    /** {@return lines: a frame in hexadecimal, then field=value pairs}. Skips the test where there is no scapy. */
    static List<String> lines(String scriptName, int frames, int seed)
        throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(Files.isExecutable(PYTHON), PYTHON + " is not installed");
        Path script = Path.of(ScapyFrames.class.getResource(scriptName).toURI());
        Process process = new ProcessBuilder(
            PYTHON.toString(), script.toString(), Integer.toString(frames), Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int exitCode = process.waitFor();
        assumeTrue(exitCode != SCAPY_ABSENT, "scapy is not installed (Debian: apt install python3-scapy)");
        assertEquals(0, exitCode, "exit code of " + script);
        List<String> lines = output.lines().toList();
        assertEquals(frames, lines.size());
        return lines;
    }

    /** {@return the field=value pairs of a line's parts} */
    static Map<String, String> fields(String... parts) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            fields.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        return fields;
    }

    /** {@return what was read, in the form of {@link #fields}} */
    static Map<String, String> asText(Map<String, Object> read) {
        Map<String, String> text = new TreeMap<>();
        read.forEach((name, value) -> text.put(name, value.toString()));
        return text;
    }
}
