package dev.narrows.api;

import dev.narrows.control.event.EventFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.Consumer;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The gateway's control socket: JSON-RPC 2.0, one request a line, for the user that the gateway runs as and for root.
 * Has a thread of its own, {@code narrows-api}.
 */
public final class ControlSocket implements AutoCloseable {
    private final SocketFile file;
    private final PeerCheck peers;
    private final ControlLoop loop;
    private final Consumer<String> log;
    private final Thread thread;
    private volatile boolean closing;

    private ControlSocket(SocketFile file, PeerCheck peers, ControlLoop loop, Consumer<String> log) {
        this.file = file;
        this.peers = peers;
        this.loop = loop;
        this.log = log;
        this.thread = Thread.ofPlatform().name("narrows-api").daemon().unstarted(this::run);
    }

    /**
     * Listens and serves.
     *
     * @param path    the socket; its directory is made if it is missing, and must be private.
     * @param methods what clients may call.
     * @param events  what they may read as it happens.
     * @param log     takes lines for people, from the socket's thread.
     * @return the socket.
     * @throws IOException where the path will not do; the message is a sentence.
     */
    public static ControlSocket open(Path path, ControlMethods methods, EventFeed events, Consumer<String> log)
        throws IOException {
        UserPrincipal self = SocketFile.self();
        SocketFile file = SocketFile.listen(path, self);
        try {
            PeerCheck peers = new PeerCheck(self, log);
            ControlLoop loop = new ControlLoop(file.channel(), peers, methods, events, SystemNanoClock.INSTANCE, log);
            ControlSocket socket = new ControlSocket(file, peers, loop, log);
            socket.thread.start();
            return socket;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** {@return how many clients were refused because of who they are; from any thread} */
    public long refusedPeers() {
        return peers.refusals();
    }

    /** Lets all clients go, stops the thread and removes the socket's file. */
    @Override
    public void close() throws IOException {
        closing = true;
        loop.wakeUp();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }

    private void run() {
        try (loop) {
            while (!closing) {
                loop.await();
            }
        } catch (IOException | RuntimeException e) {
            log.accept("control socket: stopped serving: " + e);
        }
    }
}
