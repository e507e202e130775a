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
public final class ScapyFrames {
    private static final int SCAPY_ABSENT = 77;
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private ScapyFrames() {
    }

    /**
     * Runs a script. Skips the test where there is no scapy.
     *
     * @param scriptName the script's resource, as seen from this package.
     * @param frames     how many.
     * @param seed       of what is random.
     * @return lines: a frame in hexadecimal, then field=value pairs.
     * @throws IOException          where the script cannot be read or run.
     * @throws InterruptedException where the wait for it was interrupted.
     * @throws URISyntaxException   where the resource is no file.
     */
    public static List<String> lines(String scriptName, int frames, int seed)
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

    /**
     * Tells a line's fields.
     *
     * @param parts the line's, of which the first is the frame.
     * @return the others, by their names.
     */
    public static Map<String, String> fields(String... parts) {
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
