package dev.narrows.control;

import dev.narrows.crypto.Transform;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;

/**
 * A security association in the conductor's database. It belongs to one worker, since a sequence and a replay window
 * have one writer.
 */
sealed interface SecurityAssociation {
    /** {@return its number, never used again for another} */
    int id();

    /** {@return which way its packets go} */
    Direction direction();

    /** {@return its security parameters index, as an unsigned number} */
    long spi();

    /** {@return the identity of its key} */
    KeyIdentity key();

    /** {@return the worker's view of its tunnel} */
    Tunnel tunnel();

    /** {@return its keyed transform} */
    Transform transform();

    /** Gives it to its worker. */
    void install();

    /** Asks its worker to let go of it. */
    void withdraw();

    /**
     * One that opens the peer's packets.
     *
     * @param key    the identity of its key.
     * @param worker whose it is.
     * @param sa     the worker's part.
     */
    record Inbound(KeyIdentity key, WorkerProxy worker, InboundSa sa) implements SecurityAssociation {
        @Override
        public int id() {
            return sa.id();
        }

        @Override
        public Direction direction() {
            return Direction.IN;
        }

        @Override
        public long spi() {
            return Integer.toUnsignedLong(sa.spi());
        }

        @Override
        public Tunnel tunnel() {
            return sa.tunnel();
        }

        @Override
        public Transform transform() {
            return sa.transform();
        }

        @Override
        public void install() {
            worker.addInboundSa(sa);
        }

        @Override
        public void withdraw() {
            worker.removeInboundSa(sa);
        }
    }

    /**
     * One that seals ours.
     *
     * @param key    the identity of its key.
     * @param worker whose it is.
     * @param sa     the worker's part.
     */
    record Outbound(KeyIdentity key, WorkerProxy worker, OutboundSa sa) implements SecurityAssociation {
        @Override
        public int id() {
            return sa.id();
        }

        @Override
        public Direction direction() {
            return Direction.OUT;
        }

        @Override
        public long spi() {
            return Integer.toUnsignedLong(sa.spi());
        }

        @Override
        public Tunnel tunnel() {
            return sa.tunnel();
        }

        @Override
        public Transform transform() {
            return sa.transform();
        }

        @Override
        public void install() {
            worker.addOutboundSa(sa);
        }

        @Override
        public void withdraw() {
            worker.removeOutboundSa(sa);
        }
    }
}
