package dev.narrows.api;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One client. Its requests are served one after the other: while one is under way or its answer is on the way out,
 * nothing more is received. Every phase has a time limit, so that no client holds its place for longer than it uses
 * it. Used by the socket's thread only; times are nanoseconds of that thread's clock.
 *
 * <p>A client that asked for events gets these and nothing else from then on. It may be silent for as long as it likes,
 * but must read.
 */
final class Connection {
    /** How long a client may be silent between requests. */
    static final long IDLE_LIMIT = SECONDS.toNanos(60);
    /** How long a line may take from its first byte to its LF. */
    static final long LINE_LIMIT = SECONDS.toNanos(5);
    /** How long a method may take. */
    static final long CALL_LIMIT = SECONDS.toNanos(5);
    /** How long a client may take to receive an answer. */
    static final long ANSWER_LIMIT = SECONDS.toNanos(5);

    private enum Phase { RECEIVING, CALLING, ANSWERING, STREAMING, CLOSED }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final AnswerWriter answers;
    private final LineBuffer input = new LineBuffer();
    private Phase phase;
    private long deadline;
    private Call call;
    private ByteBuffer output;
    private boolean lastAnswer;
    private EventBacklog events;

    /**
     * A client that has just connected.
     *
     * @param channel to it, not blocking.
     * @param key     the channel's registration.
     * @param answers writes answers.
     * @param now     the time.
     */
    Connection(SocketChannel channel, SelectionKey key, AnswerWriter answers, long now) {
        this.channel = channel;
        this.key = key;
        this.answers = answers;
        receive(now);
    }

    /** {@return whether it is over} */
    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** {@return whether {@link #serve} has something to do now} */
    boolean hasWork() {
        return phase == Phase.RECEIVING && (input.hasLine() || input.isOverlong());
    }

    /** {@return when {@link #expire} has something to do at the latest} */
    long deadline() {
        return deadline;
    }

    /**
     * Receives or sends, whichever it waits for.
     *
     * @param now the time.
     */
    void onReady(long now) {
        try {
            switch (phase) {
                case RECEIVING -> receiveSome(now);
                case ANSWERING -> sendSome(now);
                case STREAMING -> streamSome(now);
                case CALLING, CLOSED -> { }
            }
        } catch (IOException gone) {
            close();
        }
    }

    /**
     * Takes one request; only where {@link #hasWork()}.
     *
     * @param dispatcher calls what it asks for.
     * @param now        the time.
     * @return the call, whose result is brought to {@link #onResult}; null where the request was refused.
     */
    Call serve(Dispatcher dispatcher, long now) {
        if (input.isOverlong()) {
            lastAnswer = true;
            RpcException error = new RpcException(RpcError.INVALID_REQUEST,
                "the line is longer than " + LineBuffer.LONGEST_LINE + " bytes");
            answer(answers.writeError(NullNode.getInstance(), error), now);
            return null;
        }
        call = dispatcher.dispatch(input.takeLine());
        phase = Phase.CALLING;
        deadline = now + CALL_LIMIT;
        key.interestOps(0);
        return call;
    }

    /**
     * Answers a call that is done, unless its time was over before.
     *
     * @param done    the call.
     * @param value   its result.
     * @param failure why there is none, or null.
     * @param now     the time.
     */
    void onResult(Call done, Object value, Throwable failure, long now) {
        if (done.equals(call)) {
            finishCall(value, failure, now);
        }
    }

    /** {@return whether it carries events, or will as soon as its answer is out} */
    boolean isStream() {
        return events != null && phase != Phase.CLOSED;
    }

    /**
     * Answers a call with a stream of events; otherwise as {@link #onResult}.
     *
     * @param done   the call.
     * @param stream its result.
     * @param now    the time.
     */
    void onStream(Call done, EventStream stream, long now) {
        if (done.equals(call)) {
            events = new EventBacklog();
            finishCall(stream, null, now);
        }
    }

    /**
     * Sends an event, or lets the client go where it reads too slowly; only where {@link #isStream()}.
     *
     * @param line the event; left as it is.
     * @param now  the time.
     */
    void send(ByteBuffer line, long now) {
        if (events.isEmpty() && phase == Phase.STREAMING) {
            deadline = now + ANSWER_LIMIT;
        }
        if (!events.offer(line)) {
            close();
        } else if (phase == Phase.STREAMING) {
            onReady(now);
        }
    }

    /**
     * Does what is due when a time limit is over.
     *
     * @param now the time.
     */
    void expire(long now) {
        if (now - deadline < 0) {
            return;
        }
        if (phase == Phase.CALLING) {
            finishCall(null, new RpcException(RpcError.TIMEOUT, "the gateway did not answer within "
                + NANOSECONDS.toSeconds(CALL_LIMIT) + " s; what was asked for may still happen"), now);
        } else if (phase == Phase.STREAMING && events.isEmpty()) {
            deadline = now + IDLE_LIMIT;
        } else {
            close();
        }
    }

    /** Ends it, and wipes what it received. */
    void close() {
        phase = Phase.CLOSED;
        call = null;
        input.clear();
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way, and there is nobody to tell.
            key.cancel();
        }
    }

    private void finishCall(Object value, Throwable failure, long now) {
        Call done = call;
        call = null;
        if (done.id() == null) {
            phase = Phase.ANSWERING;
            onReady(now);
        } else {
            answer(answers.write(done.id(), value, failure), now);
        }
    }

    private void answer(ByteBuffer line, long now) {
        output = line;
        phase = Phase.ANSWERING;
        deadline = now + ANSWER_LIMIT;
        key.interestOps(SelectionKey.OP_WRITE);
        onReady(now);
    }

    private void sendSome(long now) throws IOException {
        if (output != null) {
            channel.write(output);
            if (output.hasRemaining()) {
                return;
            }
        }
        output = null;
        if (lastAnswer) {
            close();
        } else {
            proceed(now);
        }
    }

    private void proceed(long now) throws IOException {
        if (events == null) {
            receive(now);
        } else {
            phase = Phase.STREAMING;
            deadline = now + IDLE_LIMIT;
            streamSome(now);
        }
    }

    /** What the client says meanwhile is of no interest, but that it hangs up is. */
    private void streamSome(long now) throws IOException {
        input.clear();
        if (input.receiveFrom(channel) < 0) {
            close();
            return;
        }
        if (events.sendTo(channel) > 0) {
            deadline = now + (events.isEmpty() ? IDLE_LIMIT : ANSWER_LIMIT);
        }
        key.interestOps(events.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    private void receive(long now) {
        phase = Phase.RECEIVING;
        deadline = now + (input.isEmpty() ? IDLE_LIMIT : LINE_LIMIT);
        key.interestOps(SelectionKey.OP_READ);
    }

    private void receiveSome(long now) throws IOException {
        if (hasWork()) {
            // First what is here already: the end of the stream must not overtake it.
            return;
        }
        boolean begins = input.isEmpty();
        int received = input.receiveFrom(channel);
        if (received < 0) {
            close();
        } else if (begins && received > 0) {
            deadline = now + LINE_LIMIT;
        }
    }
}
