package dev.narrows.api;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.narrows.control.event.EventFeed;
import dev.narrows.control.event.GatewayEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.NanoClock;

/**
 * Serves all clients from one thread, which never waits for any of them. A turn takes at most one request of each, so
 * that one who sends many has no advantage.
 */
final class ControlLoop implements AutoCloseable {
    /** How many clients are served at a time. */
    static final int MOST_CONNECTIONS = 16;

    /** How many of them may read events at a time. */
    static final int MOST_STREAMS = 4;

    private static final int EVENT_CAPACITY = 8192;
    /** How long no client is accepted after accepting failed, as when descriptors have run out. */
    private static final long ACCEPT_PAUSE = SECONDS.toNanos(1);
    private static final long LONGEST_WAIT = SECONDS.toNanos(60);

    /**
     * What came of a call.
     */
    private record Result(Connection connection, Call call, Object value, Throwable failure) {
    }

    private final ServerSocketChannel server;
    private final PeerCheck peers;
    private final Dispatcher dispatcher;
    private final AnswerWriter answers;
    private final NanoClock clock;
    private final Selector selector;
    private final SelectionKey acceptKey;
    private final List<Connection> connections = new ArrayList<>();
    /** Filled by whichever thread completes a call. */
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    /** Filled by the conductor's thread. */
    private final ManyToOneConcurrentArrayQueue<GatewayEvent> events =
        new ManyToOneConcurrentArrayQueue<>(EVENT_CAPACITY);
    private final Runnable unsubscribe;
    private volatile boolean hasStreams;
    private volatile boolean lostEvents;
    private long acceptAgain;

    /**
     * A loop that has not turned yet.
     *
     * @param server  where clients arrive; the caller's to close.
     * @param peers   who is served.
     * @param methods what they may call.
     * @param feed    the events that they may read.
     * @param clock   for all time limits.
     * @param log     where people are told.
     * @throws IOException where the system has no selector left.
     */
    ControlLoop(ServerSocketChannel server, PeerCheck peers, ControlMethods methods, EventFeed feed,
        NanoClock clock, Consumer<String> log) throws IOException {
        this.server = server;
        this.peers = peers;
        this.dispatcher = new Dispatcher(methods);
        this.answers = new AnswerWriter(log);
        this.clock = clock;
        this.selector = Selector.open();
        server.configureBlocking(false);
        this.acceptKey = server.register(selector, SelectionKey.OP_ACCEPT);
        this.unsubscribe = feed.subscribe(this::onEvent);
    }

    /** Waits until there is something to do, and turns. Returns early after {@link #wakeUp}. */
    void await() throws IOException {
        long wait = longestWait(clock.nanoTime());
        if (wait > 0) {
            // Rounded up: a wait that ends just before the deadline would be followed by one of nothing, which spins.
            selector.select(this::onReady, NANOSECONDS.toMillis(wait) + 1);
        } else {
            selector.selectNow(this::onReady);
        }
        finishTurn();
    }

    /** Does what there is to do now, without waiting. */
    void turn() throws IOException {
        selector.selectNow(this::onReady);
        finishTurn();
    }

    /** {@return how many clients are connected} */
    int connections() {
        return connections.size();
    }

    /** Ends a wait; from any thread. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Closes all connections. */
    @Override
    public void close() throws IOException {
        unsubscribe.run();
        connections.forEach(Connection::close);
        connections.clear();
        selector.close();
    }

    private long longestWait(long now) {
        long wait = LONGEST_WAIT;
        for (Connection connection : connections) {
            wait = Math.min(wait, connection.hasWork() ? 0 : connection.deadline() - now);
        }
        return acceptKey.interestOps() == 0 ? Math.min(wait, acceptAgain - now) : wait;
    }

    private void onReady(SelectionKey key) {
        long now = clock.nanoTime();
        if (key.equals(acceptKey)) {
            accept(now);
        } else {
            ((Connection)key.attachment()).onReady(now);
        }
    }

    private void finishTurn() {
        long now = clock.nanoTime();
        for (Connection connection : connections) {
            if (connection.hasWork()) {
                serve(connection, now);
            }
        }
        for (Result result = results.poll(); result != null; result = results.poll()) {
            finish(result, now);
        }
        sendEvents(now);
        connections.forEach(connection -> connection.expire(now));
        connections.removeIf(Connection::isClosed);
        if (acceptKey.interestOps() == 0 && now - acceptAgain >= 0) {
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        }
    }

    private void serve(Connection connection, long now) {
        Call call = connection.serve(dispatcher, now);
        if (call != null) {
            var _ = call.result().whenComplete((value, failure) -> {
                results.add(new Result(connection, call, value, failure));
                selector.wakeup();
            });
        }
    }

    private void finish(Result result, long now) {
        if (!(result.value() instanceof EventStream stream)) {
            result.connection().onResult(result.call(), result.value(), result.failure(), now);
        } else if (connections.stream().filter(Connection::isStream).count() < MOST_STREAMS) {
            hasStreams = true;
            result.connection().onStream(result.call(), stream, now);
        } else {
            result.connection().onResult(result.call(), null, new RpcException(RpcError.TOO_MANY_STREAMS,
                MOST_STREAMS + " clients read events already: no more may"), now);
        }
    }

    /** Conductor's thread. Where more happens than is read, all streams end: none may have a gap that nobody sees. */
    private void onEvent(GatewayEvent event) {
        if (hasStreams) {
            if (!events.offer(event)) {
                lostEvents = true;
            }
            selector.wakeup();
        }
    }

    private void sendEvents(long now) {
        for (GatewayEvent event = events.poll(); event != null; event = events.poll()) {
            ByteBuffer line = answers.writeEvent(event);
            for (Connection connection : connections) {
                if (connection.isStream()) {
                    connection.send(line, now);
                }
            }
        }
        if (lostEvents) {
            lostEvents = false;
            connections.stream().filter(Connection::isStream).forEach(Connection::close);
        }
        if (hasStreams && connections.stream().noneMatch(Connection::isStream)) {
            hasStreams = false;
        }
    }

    private void accept(long now) {
        try {
            SocketChannel client = server.accept();
            if (client != null) {
                welcome(client, now);
            }
        } catch (IOException e) {
            acceptKey.interestOps(0);
            acceptAgain = now + ACCEPT_PAUSE;
        }
    }

    private void welcome(SocketChannel client, long now) throws IOException {
        try {
            client.configureBlocking(false);
            if (!peers.admits(client)) {
                client.close();
            } else if (connections.size() >= MOST_CONNECTIONS) {
                client.write(answers.writeError(NullNode.getInstance(), new RpcException(
                    RpcError.TOO_MANY_CONNECTIONS, "all " + MOST_CONNECTIONS + " connections are taken: try again")));
                client.close();
            } else {
                SelectionKey key = client.register(selector, SelectionKey.OP_READ);
                Connection connection = new Connection(client, key, answers, now);
                key.attach(connection);
                connections.add(connection);
            }
        } catch (IOException gone) {
            client.close();
        }
    }
}
