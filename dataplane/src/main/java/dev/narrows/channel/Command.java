package dev.narrows.channel;

import java.util.List;

/**
 * One order of the control plane to a worker: a call of one of the worker's methods, posted to it. Made by the
 * conductor's thread, carried out between two bursts on the worker's: so what the method is called with is known when
 * the order is made, and not changed afterwards by anybody.
 */
@FunctionalInterface
public interface Command {
    /** In place of a worker's number. */
    int NO_WORKER = -1;

    /**
     * Carries this out.
     *
     * @param worker to do so.
     */
    void carryOut(CommandHandler worker);

    /**
     * Makes one of several, with no packet in between.
     *
     * @param commands in this order; not changed afterwards by anybody.
     * @return them as one.
     */
    static Command several(List<Command> commands) {
        return worker -> {
            for (int i = 0; i < commands.size(); i++) {
                commands.get(i).carryOut(worker);
            }
        };
    }
}
