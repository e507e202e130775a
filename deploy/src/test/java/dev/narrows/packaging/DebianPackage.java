package dev.narrows.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A package that {@code deploy/package} built of the jars of this build, and the programs that look at it. */
record DebianPackage(Path file) {
    private static final String[] TOOLS = {"dpkg-deb", "dpkg", "lowdown", "lintian", "mandoc", "man", "python3"};
    /** Any date: that of 2026-01-01. */
    private static final String EPOCH = "1767225600";

    private static DebianPackage shared;

    /** {@return the one that tests share which do not change it} */
    static synchronized DebianPackage ofThisBuild() {
        if (shared == null) {
            try {
                Path directory = Files.createTempDirectory("narrows-package");
                directory.toFile().deleteOnExit();
                shared = build(directory, Map.of());
                shared.file().toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** Builds it, or skips the test where a tool or the jars are missing. */
    static DebianPackage build(Path directory, Map<String, String> environment) {
        for (String tool : TOOLS) {
            assumeTrue(Stream.of("/usr/bin", "/bin").anyMatch(bin -> Files.isExecutable(Path.of(bin, tool))),
                "needs " + tool);
        }
        assumeTrue(Files.isDirectory(Path.of("target/lib")), "needs the jars of mvn package");
        run(environment, "./package", "--no-build", "--output", directory.toString());
        try (Stream<Path> files = Files.list(directory)) {
            return new DebianPackage(files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a field of its control file, on one line} */
    String field(String name) {
        return run(Map.of(), "dpkg-deb", "--field", file.toString(), name).strip().replaceAll("\\s+", " ");
    }

    /** {@return what {@code tar -tv} says of each file} */
    List<String> contents() {
        return run(Map.of(), "dpkg-deb", "--contents", file.toString()).lines().toList();
    }

    /** Unpacks its files, and nothing else. */
    Path unpack(Path directory) {
        run(Map.of(), "dpkg-deb", "--extract", file.toString(), directory.toString());
        return directory;
    }

    /** {@return the same package with another version, made quickly} */
    DebianPackage withVersion(String version, Path scratch) throws IOException {
        Path tree = scratch.resolve("tree");
        run(Map.of(), "dpkg-deb", "--raw-extract", file.toString(), tree.toString());
        Path control = tree.resolve("DEBIAN/control");
        Files.writeString(control, Files.readString(control).replaceFirst("(?m)^Version: .*$", "Version: " + version));
        Path other = scratch.resolve("narrows_" + version + "_amd64.deb");
        run(Map.of(), "dpkg-deb", "-Znone", "--build", tree.toString(), other.toString());
        return new DebianPackage(other);
    }

    /** Runs a program that must succeed, and returns what it said. */
    static String run(Map<String, String> environment, String... words) {
        return run(0, environment, words);
    }

    /** Likewise, for a program that must end with that exit code. */
    static String run(int exitCode, Map<String, String> environment, String... words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().put("SOURCE_DATE_EPOCH", EPOCH);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(exitCode, process.waitFor(), () -> String.join(" ", words) + ": " + output);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
