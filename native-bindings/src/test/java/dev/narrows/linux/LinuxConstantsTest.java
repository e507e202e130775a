package dev.narrows.linux;

import dev.narrows.foreign.CProgram;
import dev.narrows.foreign.Errno;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that stand for something in system calls, against the C library's headers. */
class LinuxConstantsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithTheInstalledHeaders() throws IOException, InterruptedException {
        new CProgram("errno.h", "sys/mman.h", "sys/prctl.h", "sys/resource.h")
                .expect("EPERM", Errno.EPERM)
                .expect("ENOMEM", Errno.ENOMEM)
                .expect("EACCES", Errno.EACCES)
                .expect("EEXIST", Errno.EEXIST)
                .expect("ENODEV", Errno.ENODEV)
                .expect("EINVAL", Errno.EINVAL)
                .expect("ENOTSUP", Errno.ENOTSUP)
                .expect("MCL_CURRENT", MemoryLock.MCL_CURRENT)
                .expect("MCL_FUTURE", MemoryLock.MCL_FUTURE)
                .expect("MCL_ONFAULT", MemoryLock.MCL_ONFAULT)
                .expect("PR_GET_DUMPABLE", ProcessHardening.PR_GET_DUMPABLE)
                .expect("PR_SET_DUMPABLE", ProcessHardening.PR_SET_DUMPABLE)
                .expect("RLIMIT_CORE", ProcessHardening.RLIMIT_CORE)
                .expect("sizeof(struct rlimit)", 2 * Long.BYTES)
                .check(directory);
    }
}
