package dev.narrows.channel;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * The way from the conductor to one worker. Never waits: what does not fit is refused, and the conductor keeps it for
 * later.
 */
public final class CommandQueue {
    private final OneToOneConcurrentArrayQueue<Command> commands;
    /** Written by the worker's thread alone. */
    private final AtomicLong carriedOut = new AtomicLong();
    /** Of the conductor's thread. */
    private long sent;

    /**
     * An empty queue.
     *
     * @param capacity in commands, a power of two.
     */
    public CommandQueue(int capacity) {
        commands = new OneToOneConcurrentArrayQueue<>(capacity);
    }

    /** {@return how many commands fit when it is empty} */
    public int capacity() {
        return commands.capacity();
    }

    /** {@return how many commands fit now, at the least. Conductor's thread only} */
    public int room() {
        return commands.remainingCapacity();
    }

    /**
     * Sends a command. Conductor's thread only.
     *
     * @param command the command.
     * @return false where the queue is full, and the command was not taken.
     */
    public boolean offer(Command command) {
        boolean taken = commands.offer(command);
        sent += taken ? 1 : 0;
        return taken;
    }

    /** {@return how many commands were taken so far: the number of the last one, from 1. Conductor's thread only} */
    public long sent() {
        return sent;
    }

    /** {@return how many commands the worker has carried out so far: in effect with its next packet. Of any thread} */
    public long carriedOut() {
        return carriedOut.getAcquire();
    }

    /**
     * Carries out one command, if there is one. Worker's thread only.
     *
     * @param handler the worker.
     * @return how many were carried out: 0 or 1.
     */
    public int poll(CommandHandler handler) {
        Command command = commands.poll();
        if (command == null) {
            return 0;
        }
        command.carryOut(handler);
        carriedOut.setRelease(carriedOut.getPlain() + 1);
        return 1;
    }
}
