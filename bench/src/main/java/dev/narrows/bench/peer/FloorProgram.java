package dev.narrows.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The floor's program, compiled where it is wanted: it is measured against, and is no part of the product.
 *
 * @param path where it is.
 */
public record FloorProgram(Path path) {
    private static final String SOURCE = "floor.c";
    private static final String REMEDY =
        "; what it takes is in the Debian packages gcc, libc6-dev, pkg-config, libdpdk-dev and libipsec-mb-dev";
    private static final int FEW_LINES = 3;

    /**
     * Compiles it for this machine.
     *
     * @param folder where it goes.
     * @return the program.
     * @throws IOException          where it cannot be compiled, saying why in a sentence.
     * @throws InterruptedException where this thread was interrupted.
     */
    public static FloorProgram compile(Path folder) throws IOException, InterruptedException {
        return compile(folder, System.getenv("PATH"));
    }

    /** As {@link #compile(Path)}, with compilers from nowhere but a search path. */
    static FloorProgram compile(Path folder, String searchPath) throws IOException, InterruptedException {
        Path source = folder.resolve(SOURCE);
        try (InputStream text = FloorProgram.class.getResourceAsStream(SOURCE)) {
            Files.write(source, text.readAllBytes());
        }
        Path program = folder.resolve("floor");
        List<String> command = new ArrayList<>(List.of("cc", "-std=gnu11", "-O3", "-Wall", "-Wextra"));
        command.addAll(words(output(searchPath, List.of("pkg-config", "--cflags", "libdpdk"))));
        command.addAll(List.of("-march=native", "-o", program.toString(), source.toString()));
        command.addAll(words(output(searchPath, List.of("pkg-config", "--libs", "libdpdk"))));
        command.add("-lIPSec_MB");
        output(searchPath, command);
        return new FloorProgram(program);
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+", -1));
    }

    /** A program is found by {@code env}, whose own search path is the one that is given. */
    private static String output(String searchPath, List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("/usr/bin/env", "--"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", searchPath);
        environment.put("LC_ALL", "C");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the floor in C cannot be compiled here: " + String.join(" | ", firstLines(output))
                + REMEDY);
        }
        return output;
    }

    private static List<String> firstLines(String output) {
        List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.isEmpty() ? Collections.emptyList() : lines.subList(0, Math.min(FEW_LINES, lines.size()));
    }
}
