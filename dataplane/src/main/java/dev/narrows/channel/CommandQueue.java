package dev.narrows.channel;

import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * The way from the conductor to one worker. Never waits: what does not fit is refused, and the conductor keeps it for
 * later.
 */
public final class CommandQueue {
    private final OneToOneConcurrentArrayQueue<Command> commands;

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
        return commands.offer(command);
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
        command.deliverTo(handler);
        return 1;
    }
}
