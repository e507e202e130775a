package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A socket that is the gateway's alone. */
final class SocketFileTest {
    @TempDir
    private Path directory;
    private Path path;
    private UserPrincipal self;

    @BeforeEach
    void prepare() throws IOException {
        path = directory.resolve("run/narrows.sock");
        self = SocketFile.self();
    }

    @Test
    void shouldBeOursAloneFromTheStart() throws IOException {
        try (SocketFile file = SocketFile.listen(path, self)) {
            assertEquals("rw-------", mode(path));
            assertEquals("rwx------", mode(path.getParent()));
            assertTrue(file.channel().isOpen());
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void shouldUsePrivateDirectoryThatIsThere() throws IOException {
        makeDirectory("rwx------");
        try (SocketFile _ = SocketFile.listen(path, self)) {
            assertTrue(Files.exists(path));
        }
        assertTrue(Files.isDirectory(path.getParent()));
    }

    @Test
    void shouldRefuseDirectoryOpenToOthers() throws IOException {
        for (String open : new String[] {"rwxr-x---", "rwx-----x", "rwx----w-", "rwxrwxrwx"}) {
            makeDirectory(open);
            String message = refusal();
            assertTrue(message.contains("chmod 700 " + path.getParent()), message);
            Files.delete(path.getParent());
        }
    }

    @Test
    void shouldRefuseDirectoryOfAnother() throws IOException {
        assumeTrue("root".equals(self.getName()), "needs root, to give a directory away");
        makeDirectory("rwx------");
        Files.setOwner(path.getParent(), nobody());
        String message = refusal();
        assertTrue(message.contains("belongs to ") && message.contains(", not to root"), message);
    }

    @Test
    void shouldRefuseLinkInPlaceOfDirectory() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(path.getParent(), real);
        assertTrue(refusal().contains("symbolic link"));
    }

    @Test
    void shouldReplaceSocketOfDeadProcess() throws IOException {
        makeDirectory("rwx------");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        Object before = Files.getAttribute(path, "unix:ino");
        assertTrue(Files.exists(path));
        Path kept = Files.createLink(directory.resolve("kept"), path);
        try (SocketFile _ = SocketFile.listen(path, self)) {
            assertNotEquals(before, Files.getAttribute(path, "unix:ino"));
        }
        assertTrue(Files.exists(kept));
    }

    @Test
    void shouldRefuseSocketThatIsServed() throws IOException {
        try (SocketFile _ = SocketFile.listen(path, self)) {
            String message = refusal();
            assertTrue(message.contains("in use"), message);
            assertTrue(Files.exists(path));
        }
    }

    @Test
    void shouldRefuseToReplaceWhatIsNoSocket() throws IOException {
        makeDirectory("rwx------");
        Files.writeString(path, "precious");
        assertTrue(refusal().contains("something else"));
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void shouldRefusePathThatIsTooLong() throws IOException {
        path = directory.resolve("run").resolve("x".repeat(200));
        assertTrue(refusal().contains("cannot listen on the control socket"));
    }

    @Test
    void shouldNotRemoveSocketOfAnother() throws IOException {
        SocketFile file = SocketFile.listen(path, self);
        Files.delete(path);
        try (SocketFile _ = SocketFile.listen(path, self)) {
            file.close();
            assertTrue(Files.exists(path));
        }
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> SocketFile.listen(path, self)).getMessage();
    }

    private void makeDirectory(String mode) throws IOException {
        Files.createDirectory(path.getParent());
        Files.setPosixFilePermissions(path.getParent(), PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static UserPrincipal nobody() throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("65534");
    }
}
