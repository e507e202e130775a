package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The control socket, with clients that mean no good. Traffic goes on, and so do answers to others. */
@InNetlab
final class ControlSocketSystemTest {
    private static final int FLOOD_BYTES = 8 << 20;
    private static final int STRANGERS = 200;

    @BeforeAll
    static void begin(Netlab netlab) {
        netlab.begin();
    }

    @Test
    void shouldBeRootsAlone(Netlab netlab) throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(netlab.b().socket())));
        assertEquals("rwx------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(netlab.b().socket().getParent())));
        Command.Result stranger = Command.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "/usr/bin/python3",
            "-c", "import socket,sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])",
            netlab.b().socket().toString());
        assertNotEquals(0, stranger.exitCode());
        assertTrue(stranger.output().contains("PermissionError"), stranger.output());
    }

    @Test
    void shouldAnswerNonsenseWithErrors(Netlab netlab) {
        assertEquals(-32700, errorCode(netlab, "{nonsense\n"));
        assertEquals(-32600, errorCode(netlab, "[]\n"));
        assertEquals(-32601, errorCode(netlab, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"reboot\"}\n"));
        assertEquals(-32602,
            errorCode(netlab, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sa.add\",\"params\":{\"spi\":-1}}\n"));
        expectService(netlab);
    }

    @Test
    void shouldBoundTheLengthOfRequests(Netlab netlab) throws IOException {
        try (SocketChannel channel = connect(netlab)) {
            ByteBuffer junk = ByteBuffer.allocate(FLOOD_BYTES);
            while (junk.hasRemaining()) {
                channel.write(junk);
            }
        } catch (IOException brokenPipe) {
            assertTrue(brokenPipe.getMessage().matches("(?i).*(pipe|reset).*"), brokenPipe.getMessage());
        }
        expectService(netlab);
    }

    @Test
    void shouldServeOthersWhileClientsStaySilent(Netlab netlab) throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < STRANGERS; i++) {
                silent.add(connect(netlab));
            }
        } catch (IOException refused) {
            assertTrue(silent.size() > 1, refused.getMessage());
        } finally {
            netlab.ping("-c", "1").expectSuccess();
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
        Eventually.holds(() -> answers(netlab), () -> "no service after many silent clients: " + netlab.b().log());
    }

    private static void expectService(Netlab netlab) {
        assertEquals(1, netlab.b().ask("tunnels").size());
        netlab.ping("-c", "1").expectSuccess();
    }

    private static boolean answers(Netlab netlab) {
        try {
            return netlab.b().ask("tunnels").size() == 1;
        } catch (AssertionError | UncheckedIOException notYet) {
            return false;
        }
    }

    private static int errorCode(Netlab netlab, String line) {
        return netlab.b().askInWords(line).path("error").path("code").intValue();
    }

    private static SocketChannel connect(Netlab netlab) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(netlab.b().socket()));
        return channel;
    }
}
