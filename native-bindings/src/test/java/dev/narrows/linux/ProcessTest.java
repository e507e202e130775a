package dev.narrows.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.foreign.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What changes a whole process, in a process of its own. */
class ProcessTest {
    /** Run by {@link #shouldForbidDumps}. */
    static final class Harden {
        private Harden() {
        }

        public static void main(String[] args) throws IOException {
            boolean before = ProcessHardening.dumpable();
            ProcessHardening.forbidDumps();
            System.out.println("dumpable " + before + " then " + ProcessHardening.dumpable());
            try (var limits = Files.lines(Path.of("/proc/thread-self/limits"))) {
                limits.filter(line -> line.startsWith("Max core")).forEach(System.out::println);
            }
        }
    }

    /** Run by {@link #shouldLockMemoryOrSayWhyNot}. */
    static final class Lock {
        private Lock() {
        }

        public static void main(String[] args) throws IOException {
            System.out.println("result " + MemoryLock.lockAll().orElse("locked"));
            byte[] touched = new byte[8 << 20];
            try (var status = Files.lines(Path.of("/proc/self/status"))) {
                status.filter(line -> line.startsWith("VmLck")).forEach(System.out::println);
            }
            System.out.println("touched " + touched.length);
        }
    }

    @Test
    void shouldForbidDumps() throws IOException, InterruptedException {
        ForkedJvm.Result result = ForkedJvm.run(Harden.class, List.of());
        assertEquals(0, result.exitCode(), result.output());
        assertTrue(result.output().contains("dumpable true then false"), result.output());
        assertTrue(result.output().matches("(?s).*Max core file size +0 +0 .*"), result.output());
    }

    @Test
    void shouldLockMemoryOrSayWhyNot() throws IOException, InterruptedException {
        String output = ForkedJvm.run(Lock.class, List.of()).output();
        boolean locked = output.contains("result locked");
        assertTrue(locked || output.contains("give the process CAP_IPC_LOCK"), output);
        assertEquals(!locked, output.matches("(?s).*VmLck:\\s+0 kB.*"), output);
    }
}
