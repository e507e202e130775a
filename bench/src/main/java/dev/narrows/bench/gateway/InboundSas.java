package dev.narrows.bench.gateway;

import dev.narrows.channel.Command;

/**
 * A worker's inbound SAs, which are replaced where the packets of a capture begin again.
 */
interface InboundSas {
    /** Those of a worker that opens nothing. */
    InboundSas NONE = new InboundSas() {
        @Override
        public boolean areNone() {
            return true;
        }

        @Override
        public Command due() {
            return null;
        }

        @Override
        public void carriedOut() {
            // There is nothing that it could have been.
        }

        @Override
        public void refill() {
            // There is no stock.
        }

        @Override
        public void prepare() {
            // There is nothing to replace.
        }
    };

    /** {@return whether there are none, so that none will ever be due} */
    default boolean areNone() {
        return false;
    }

    /** {@return a command that brings in the SA that is due, or null; the worker's thread's, before a duty cycle} */
    Command due();

    /** Says that the duty cycle is over, and what was due has been carried out. The worker's thread's. */
    void carriedOut();

    /** Makes new SAs to have in stock. The control thread's. */
    void refill();

    /** Prepares to go on, while the worker's thread does something else: others may have used the same ports. */
    void prepare();
}
