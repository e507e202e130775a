package dev.narrows.control.sad;

import dev.narrows.channel.Command;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.crypto.Transform;
import dev.narrows.sa.Direction;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;

/**
 * A security association in the conductor's database. It belongs to one worker, since a sequence and a replay window
 * have one writer.
 */
public sealed interface SecurityAssociation {
    /** {@return its worker's part} */
    RuntimeSa sa();

    /** {@return its number, never used again for another} */
    default int id() {
        return sa().id();
    }

    /** {@return which way its packets go} */
    Direction direction();

    /** {@return its security parameters index, as an unsigned number} */
    default long spi() {
        return Integer.toUnsignedLong(sa().spi());
    }

    /** {@return the identity of its key} */
    KeyIdentity key();

    /** {@return the worker's view of its tunnel} */
    default Tunnel tunnel() {
        return sa().tunnel();
    }

    /** {@return whether it is for a certain worker, and not its tunnel's general one} */
    default boolean isPerWorker() {
        return sa().isPerWorker();
    }

    /** {@return its keyed transform} */
    default Transform transform() {
        return sa().transform();
    }

    /** {@return when it was added, in nanoseconds of the conductor's clock} */
    long addedNs();

    /** {@return the worker that has it} */
    WorkerProxy worker();

    /** Gives it to its worker. */
    void install();

    /** Asks its worker to let go of it. */
    void withdraw();

    /**
     * Tells another worker whose it is.
     *
     * @param other not the one that has it.
     * @param peer  the outer address of its tunnel's peer.
     */
    void announceTo(WorkerProxy other, IpAddress peer);

    /**
     * Tells another worker that it is nobody's any more.
     *
     * @param other not the one that had it.
     * @param peer  the outer address of its tunnel's peer, as announced.
     */
    void retractFrom(WorkerProxy other, IpAddress peer);

    /**
     * One that opens the peer's packets.
     *
     * @param key     the identity of its key.
     * @param worker  whose it is.
     * @param sa      the worker's part.
     * @param addedNs when it was added.
     */
    record Inbound(KeyIdentity key, WorkerProxy worker, InboundSa sa, long addedNs) implements SecurityAssociation {
        @Override
        public Direction direction() {
            return Direction.IN;
        }

        @Override
        public void install() {
            worker.addInboundSa(sa);
        }

        @Override
        public void withdraw() {
            worker.removeInboundSa(sa);
        }

        @Override
        public void announceTo(WorkerProxy other, IpAddress peer) {
            other.setInboundOwner(sa, worker.number());
        }

        @Override
        public void retractFrom(WorkerProxy other, IpAddress peer) {
            other.setInboundOwner(sa, Command.NO_WORKER);
        }
    }

    /**
     * One that seals ours.
     *
     * @param key     the identity of its key.
     * @param worker  whose it is.
     * @param sa      the worker's part.
     * @param addedNs when it was added.
     * @param rate    how fast it uses its sequence numbers.
     */
    record Outbound(KeyIdentity key, WorkerProxy worker, OutboundSa sa, long addedNs,
        LeaseRate rate) implements SecurityAssociation {
        @Override
        public Direction direction() {
            return Direction.OUT;
        }

        @Override
        public void install() {
            worker.addOutboundSa(sa);
        }

        @Override
        public void withdraw() {
            worker.removeOutboundSa(sa);
        }

        @Override
        public void announceTo(WorkerProxy other, IpAddress peer) {
            other.setOutboundOwner(sa, peer, worker.number());
            if (sa.tunnel().clampsMss() && !sa.isPerWorker()) {
                other.setOverhead(sa);
            }
        }

        @Override
        public void retractFrom(WorkerProxy other, IpAddress peer) {
            other.setOutboundOwner(sa, peer, Command.NO_WORKER);
        }
    }
}
