package dev.narrows.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.StructLayout;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The bindings that {@code mvn -Pjextract} has generated, compiled and loaded to be compared with ours. */
public final class GeneratedBindings implements AutoCloseable {
    private static final Path SOURCES = Path.of("target", "generated-jextract");
    private static final String PACKAGE = "dev.narrows.jextract.";

    private final URLClassLoader loader;

    /** Compiles them into a directory; skips the test where there are none. */
    public GeneratedBindings(Path directory) throws IOException {
        assumeTrue(Files.isDirectory(SOURCES),
                "no bindings by jextract: mvn -Pjextract generates them where it is installed");
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        var fileManager = compiler.getStandardFileManager(null, null, null);
        boolean compiled = compiler.getTask(messages, fileManager, null,
                List.of("-d", directory.toString(), "-nowarn", "-proc:none"), null,
                fileManager.getJavaFileObjectsFromPaths(sources)).call();
        fileManager.close();
        assertEquals("", compiled ? "" : messages.toString());
        loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
    }

    /** Compares the size of a struct, and its fields' sizes and offsets for those that a layout of ours names. */
    public void compare(GroupLayout ours) throws ReflectiveOperationException {
        GroupLayout theirs = compareFields(ours);
        assertEquals(theirs.byteSize(), ours.byteSize(), "size of " + ours.name().orElseThrow());
    }

    /** As {@link #compare}, without the size of the whole; returns the generated layout. */
    public GroupLayout compareFields(GroupLayout ours) throws ReflectiveOperationException {
        String name = ours.name().orElseThrow();
        GroupLayout theirs = (GroupLayout)loader.loadClass(PACKAGE + name).getMethod("layout").invoke(null);
        long offset = 0;
        for (MemoryLayout member : ours.memberLayouts()) {
            if (!(member instanceof PaddingLayout)) {
                String field = member.name().orElseThrow();
                assertEquals(offsetOf(field, theirs, 0), OptionalLong.of(offset), name + "." + field);
            }
            offset += member.byteSize();
        }
        return theirs;
    }

    /**
     * The offset of a field, which may be in an anonymous struct or union, for which jextract makes a name with a
     * dollar.
     */
    private static OptionalLong offsetOf(String field, GroupLayout group, long base) {
        long offset = base;
        for (MemoryLayout member : group.memberLayouts()) {
            String name = member.name().orElse("$");
            if (name.equals(field)) {
                return OptionalLong.of(offset);
            }
            if (member instanceof GroupLayout inner && name.startsWith("$")) {
                OptionalLong found = offsetOf(field, inner, offset);
                if (found.isPresent()) {
                    return found;
                }
            }
            if (group instanceof StructLayout) {
                offset += member.byteSize();
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
