package dev.narrows.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A listening Unix domain socket that is ours alone: mode 0600 in a directory of mode 0700. The directory is what
 * keeps others out between the creation of the socket and the change of its mode, as Java knows no umask.
 */
final class SocketFile implements AutoCloseable {
    private static final int WAITING_CLIENTS = 16;
    private static final Set<PosixFilePermission> OWNER_ENTERS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_CONNECTS = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Path path;
    private final ServerSocketChannel channel;
    private final Object identity;

    private SocketFile(Path path, ServerSocketChannel channel, Object identity) {
        this.path = path;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Listens. A missing directory is made; the socket of a process that is gone is replaced.
     *
     * @param path the socket's path.
     * @param self the user that this process runs as.
     * @return the socket.
     * @throws IOException where the directory is not private, or something else is there; the message is a sentence.
     */
    static SocketFile listen(Path path, UserPrincipal self) throws IOException {
        Path absolute = path.toAbsolutePath();
        if (absolute.getFileName() == null) {
            throw new IOException("the control socket " + path + " must be a file in a directory");
        }
        providePrivateDirectory(absolute.getParent(), self);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(absolute);
        removeStale(absolute, address);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(address, WAITING_CLIENTS);
            Files.setPosixFilePermissions(absolute, OWNER_CONNECTS);
            return new SocketFile(absolute, channel, identity(absolute));
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on the control socket " + absolute + ": " + e.getMessage(), e);
        }
    }

    /** {@return the user that this process runs as} */
    static UserPrincipal self() throws IOException {
        return Files.getOwner(Path.of("/proc/self"));
    }

    /** {@return where clients arrive} */
    ServerSocketChannel channel() {
        return channel;
    }

    /** Stops listening, and removes the file unless another has taken its place. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity(path).equals(identity)) {
            Files.deleteIfExists(path);
        }
    }

    private static void providePrivateDirectory(Path directory, UserPrincipal self) throws IOException {
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ENTERS));
        }
        String subject = "the control socket's directory " + directory;
        PosixFileAttributes attributes =
            Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw new IOException(subject + " is not a directory (a symbolic link to one will not do)");
        }
        if (!attributes.owner().equals(self)) {
            throw new IOException(subject + " belongs to " + attributes.owner().getName() + ", not to "
                + self.getName() + ", whom the gateway runs as: use another directory");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw new IOException(subject + " is open to group or others: chmod 700 " + directory
                + ", or use a directory of its own");
        }
    }

    private static void removeStale(Path path, UnixDomainSocketAddress address) throws IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException("the control socket " + path + " cannot be made: something else has that name");
        }
        if (isServed(address)) {
            throw new IOException("the control socket " + path
                + " is in use: another gateway runs with it; stop that one, or configure another control-socket");
        }
        Files.delete(path);
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther();
    }

    private static boolean isServed(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Not blocking: a process that hangs with a full backlog is there nevertheless.
            probe.configureBlocking(false);
            probe.connect(address);
            return true;
        } catch (ConnectException nobody) {
            return false;
        } catch (SocketException e) {
            throw new IOException("cannot tell whether " + address + " is in use: " + e.getMessage(), e);
        }
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
