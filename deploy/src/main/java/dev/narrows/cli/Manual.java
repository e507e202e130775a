package dev.narrows.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The commands and their options as Markdown, out of the same model that parses them: what narrows(8) is made of.
 */
final class Manual {
    private Manual() {
    }

    /**
     * Prints all commands.
     *
     * @param args none.
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(commands(Main.commandLine()));
    }

    /** {@return a heading for each command, how it is called, what it does, and its operands and options} */
    static String commands(CommandLine line) {
        StringBuilder markdown = new StringBuilder();
        append(line, markdown);
        return markdown.toString();
    }

    private static void append(CommandLine line, StringBuilder markdown) {
        CommandSpec spec = line.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        boolean isGroup = !line.getSubcommands().isEmpty();
        if (!isGroup || spec.parent() == null) {
            markdown.append("## ").append(spec.qualifiedName()).append("\n\n");
            markdown.append("    ").append(synopsis(line)).append("\n\n");
            markdown.append(text(spec.usageMessage().description())).append("\n\n");
            spec.positionalParameters().forEach(operand -> item(markdown, label(operand), operand));
            spec.options().stream().filter(option -> isOwn(option, spec))
                .forEach(option -> item(markdown, names(option), option));
        }
        line.getSubcommands().values().forEach(command -> append(command, markdown));
    }

    /** On one line, however wide. */
    private static String synopsis(CommandLine line) {
        String synopsis = new Help(line.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        return synopsis.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** The help that every command has is told once. */
    private static boolean isOwn(OptionSpec option, CommandSpec spec) {
        return !option.hidden() && (!option.usageHelp() || spec.parent() == null);
    }

    private static void item(StringBuilder markdown, String label, ArgSpec argument) {
        markdown.append('`').append(label).append("`\n\n: ").append(text(argument.description())).append("\n\n");
    }

    private static String label(PositionalParamSpec operand) {
        return operand.paramLabel();
    }

    private static String names(OptionSpec option) {
        String names = Arrays.stream(option.names()).collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
    }

    /** What Markdown would take for its own is escaped. */
    private static String text(String... lines) {
        return List.of(lines).stream().map(line -> line.replaceAll("([\\\\`*_<\\[|])", "\\\\$1"))
            .collect(Collectors.joining("\n"));
    }
}
