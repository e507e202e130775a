package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What narrows(8) is made of has everything that can be written on the command line. */
final class ManualTest {
    private final String manual = Manual.commands(Main.commandLine());

    @Test
    void shouldTellEveryCommandWithEveryOptionAndOperand() {
        Map<String, String> sections = sections();
        int options = 0;
        for (CommandSpec command : sections.keySet().stream().map(ManualTest::command).toList()) {
            String section = sections.get(command.qualifiedName());
            for (OptionSpec option : command.options()) {
                if (!option.usageHelp() || command.parent() == null) {
                    String label = "`" + String.join(", ", option.names());
                    assertTrue(section.contains("\n" + label), () -> label + " is not in: " + section);
                    options++;
                }
            }
            command.positionalParameters().forEach(operand -> assertTrue(
                section.contains("\n`" + operand.paramLabel() + "`\n"), () -> operand + " is not in: " + section));
            assertTrue(section.contains("\n    " + command.qualifiedName()), "how it is called");
        }
        assertTrue(options > 50, "options are found at all: " + options);
    }

    @Test
    void shouldHaveASectionForEachCommandThatIsNoGroup() {
        assertEquals(leaves(Main.commandLine(), new TreeMap<>()).keySet(), sections().keySet());
    }

    @Test
    void shouldFillInWhatDescriptionsLeaveOpen() {
        assertTrue(manual.contains("tunnels, sas, policies"), "what show shows");
        assertTrue(manual.contains("/run/narrows/narrows.sock"), "defaults");
        assertTrue(!manual.contains("${") && !manual.contains("@|"), manual);
    }

    private Map<String, String> sections() {
        Map<String, String> sections = new TreeMap<>();
        Arrays.stream(manual.split("(?m)^## ", -1)).skip(1)
            .forEach(section -> sections.put(section.substring(0, section.indexOf('\n')), section));
        return sections;
    }

    private static Map<String, CommandLine> leaves(CommandLine line, Map<String, CommandLine> found) {
        if (line.getSubcommands().isEmpty() || line.getParent() == null) {
            found.put(line.getCommandSpec().qualifiedName(), line);
        }
        line.getSubcommands().values().forEach(command -> leaves(command, found));
        return found;
    }

    private static CommandSpec command(String name) {
        return leaves(Main.commandLine(), new TreeMap<>()).get(name).getCommandSpec();
    }
}
