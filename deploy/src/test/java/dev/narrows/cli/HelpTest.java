package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of itself. */
final class HelpTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | init run check show explain sa policy tunnel completion --help --version",
        "init | CONFIG --help",
        "run | CONFIG --help",
        "check | CONFIG --help",
        "show | WHAT tunnels, sas, policies, paths, ports, neighbours, counters --socket=PATH "
            + "/run/narrows/narrows.sock --json --all",
        "explain | --from=ADDRESS --to=ADDRESS --size=BYTES 1500 --df --protocol=P udp --from-port=N --to-port=N "
            + "--socket=PATH --json --help",
        "sa | add rekey delete --help",
        "sa add | --tunnel=T --direction=in|out --spi=N --algorithm=A aes-128-gcm-16 aes-192-gcm-16 "
            + "aes-256-gcm-16 chacha20-poly1305 --key-file=F --key-stdin --replay-window=N "
            + "--esn --worker=N --lifetime=LIMIT=N --sequence=N --socket=PATH --json --help",
        "sa rekey | --tunnel=T --algorithm=A --in-spi=N --old-in-spi=N --in-key-file=F --out-spi=N --out-key-file=F "
            + "--after=S 10 --replay-window=N --esn --worker=N --lifetime=LIMIT=N --socket=PATH --json --help",
        "sa delete | --direction=in|out --spi=N --after=S --socket=PATH --json --help",
        "events | --socket=PATH --json --help",
        "policy | add remove --help",
        "policy add | --action=A protect bypass discard --tunnel=T --local=PREFIX --remote=PREFIX --protocol=P "
            + "--local-port=N[-N] --remote-port=N[-N] --icmp-type=TYPE[/CODE] --before=ID|end --socket=PATH --json "
            + "--help",
        "policy remove | ID --socket=PATH --json --help",
        "tunnel | set --help",
        "tunnel set | NAME --mtu=N|none --remote=ADDRESS --socket=PATH --json --help",
        "completion | --help",
    })
    void shouldNameEverythingThatCanBeWritten(String command, String words) {
        List<String> args = new ArrayList<>(List.of((command + " --help").strip().split(" ", -1)));
        String help = Outcome.of(args.toArray(String[]::new)).success();
        for (String word : words.split(" ", -1)) {
            assertTrue(help.contains(word), () -> word + " is not in: " + help);
        }
    }

    @Test
    void shouldPrintVersion() {
        assertTrue(Outcome.of("--version").success().matches("narrows \\d+\\.\\d+\\.\\d+\\S*\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fly", "show", "show everything", "show sas ports", "sa", "sa add", "check", "run",
        "init a b",
        "--wings", "show sas --socket"})
    void shouldRefuseOtherCommandLinesInOneSentence(String line) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ", -1);
        String message = Outcome.of(args).failure(2);
        assertTrue(message.startsWith("narrows: ") && message.endsWith(" --help"), message);
    }

    @Test
    void shouldPrintCompletionScriptThatBashAccepts(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path script = directory.resolve("completion");
        // By a process of its own, which must not end before all is written.
        Process narrows = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), Main.class.getName(), "completion")
            .redirectOutput(script.toFile()).start();
        assertEquals(0, narrows.waitFor());
        String probe = """
            . "$1"
            COMP_WORDS=(narrows show ""); COMP_CWORD=2; COMP_LINE="narrows show "; COMP_POINT=13
            _complete_narrows
            printf '%s ' "${COMPREPLY[@]}"
            """;
        Process bash = new ProcessBuilder("/bin/bash", "-c", probe, "bash", script.toString())
            .redirectErrorStream(true).start();
        String replies = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), replies);
        assertTrue(replies.contains("neighbours"), replies);
    }
}
