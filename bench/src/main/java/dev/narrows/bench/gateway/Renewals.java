package dev.narrows.bench.gateway;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandHandler;
import dev.narrows.crypto.Transform;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.Tunnel;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Inbound SAs in stock, each with an empty replay window. Packets of a capture have numbers that rise from 1, and rise
 * from 1 again when it is played again: then the SA is replaced, as by a rekey. So every packet passes through the
 * replay window as packets of a peer do, and the worker allocates nothing for it.
 */
final class Renewals {
    private static final int STOCK = 1024;

    private final OneToOneConcurrentArrayQueue<NewSa> stock = new OneToOneConcurrentArrayQueue<>(STOCK);
    private final Tunnel tunnel;
    private final Transform transform;
    private final int spi;

    /** A command that brings an SA in. */
    record NewSa(InboundSa sa) implements Command {
        @Override
        public void carryOut(CommandHandler worker) {
            worker.onAddInboundSa(sa);
        }
    }

    Renewals(Tunnel tunnel, Transform transform, int spi) {
        this.tunnel = tunnel;
        this.transform = transform;
        this.spi = spi;
        refill();
    }

    /** Fills the stock up. The control thread's. */
    void refill() {
        while (stock.size() < STOCK && stock.offer(fresh())) {
            Thread.onSpinWait();
        }
    }

    /** {@return a command that brings a new SA in; the worker's thread's} */
    NewSa take() {
        NewSa command = stock.poll();
        return command == null ? fresh() : command;
    }

    private NewSa fresh() {
        InboundSa sa = new InboundSa(spi, spi, tunnel, transform, Numbering.standard(Numbering.DEFAULT_REPLAY_WINDOW));
        sa.lifetime(MeasuredWorker.LIMITED);
        return new NewSa(sa);
    }
}
