package dev.narrows.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A C program that prints what the compiler makes of expressions, written, compiled against the installed headers and
 * run to be compared with what the bindings believe.
 */
public final class CProgram {
    private final List<String> headers;
    private final Map<String, Long> expected = new LinkedHashMap<>();

    /** A program that includes these headers, in this order. */
    public CProgram(String... headers) {
        this.headers = List.of(headers);
    }

    /** Expects an expression to have a value. */
    public CProgram expect(String expression, long value) {
        expected.put(expression, value);
        return this;
    }

    /** Expects a struct to have a size, and its fields the sizes and offsets that a layout gives to those it names. */
    public CProgram expectStruct(String type, GroupLayout layout) {
        expect("sizeof(" + type + ")", layout.byteSize());
        return expectFields(type, layout);
    }

    /** As {@link #expectStruct}, without the size of the whole. */
    public CProgram expectFields(String type, GroupLayout layout) {
        addFields(type, "", layout, 0);
        return this;
    }

    private void addFields(String type, String prefix, GroupLayout layout, long base) {
        long offset = base;
        for (MemoryLayout member : layout.memberLayouts()) {
            if (!(member instanceof PaddingLayout)) {
                String field = prefix + member.name().orElseThrow();
                expect("offsetof(" + type + ", " + field + ")", offset);
                expect("sizeof(((" + type + " *) 0)->" + field + ")", member.byteSize());
                if (member instanceof GroupLayout group) {
                    addFields(type, field + ".", group, offset);
                }
            }
            offset += member.byteSize();
        }
    }

    /** Compiles and runs the program and compares; skips the test if there is no compiler or a header is missing. */
    public void check(Path directory, String... compilerFlags) throws IOException, InterruptedException {
        String include = String.join("", headers.stream().map(header -> "#include <" + header + ">\n").toList());
        Path source = directory.resolve("check.c");
        Path program = directory.resolve("check");
        Files.writeString(source, include);
        String missing = compile(source, program, true, compilerFlags);
        assumeTrue(missing.isEmpty(), () -> "the headers " + headers + " cannot be compiled: " + missing);
        StringBuilder text = new StringBuilder(include);
        text.append("#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n");
        expected.keySet().forEach(expression ->
                text.append("    printf(\"%lld\\n\", (long long) (").append(expression).append("));\n"));
        Files.writeString(source, text.append("    return 0;\n}\n"));
        assertEquals("", compile(source, program, false, compilerFlags));
        assertEquals(lines(expected), lines(run(program)));
    }

    private Map<String, Long> run(Path program) throws IOException, InterruptedException {
        List<String> values = output(List.of(program.toString())).lines().toList();
        Map<String, Long> actual = new LinkedHashMap<>();
        for (String expression : expected.keySet()) {
            actual.put(expression, Long.valueOf(values.get(actual.size())));
        }
        return actual;
    }

    private static String lines(Map<String, Long> values) {
        StringBuilder lines = new StringBuilder();
        values.forEach((expression, value) -> lines.append(expression).append(" = ").append(value).append('\n'));
        return lines.toString();
    }

    /** Compiles a shared library from its source text; skips the test if there is no compiler. */
    public static void library(Path file, String source) throws IOException, InterruptedException {
        Path text = file.resolveSibling(file.getFileName() + ".c");
        Files.writeString(text, source);
        String error = compile(text, file, false, "-shared", "-fPIC");
        assumeTrue(error.isEmpty(), error);
    }

    private static String compile(Path source, Path program, boolean syntaxOnly, String... flags)
            throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("cc"));
        command.addAll(List.of(flags));
        command.addAll(syntaxOnly ? List.of("-fsyntax-only", source.toString())
                : List.of("-o", program.toString(), source.toString()));
        try {
            return output(command);
        } catch (IOException absent) {
            return absent.getMessage();
        }
    }

    /** What a command prints, errors included; for {@code pkg-config} and the like. */
    public static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** The compiler flags of a package as {@code pkg-config} knows them; skips the test if it does not. */
    public static String[] flagsOf(String packageName) throws InterruptedException {
        try {
            String flags = output(List.of("pkg-config", "--cflags", packageName));
            assumeTrue(!flags.contains("not found"), flags);
            return flags.strip().split("\\s+", -1);
        } catch (IOException absent) {
            return abort(absent.getMessage());
        }
    }
}
