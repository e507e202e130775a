package dev.narrows.bench.gateway;

import dev.narrows.channel.Command;
import java.util.List;

/**
 * The inbound SAs of a worker whose packets arrive at several.
 */
final class PartSas implements InboundSas {
    private final PartSa[] sas;
    private PartSa coming;

    PartSas(List<PartSa> sas) {
        this.sas = sas.toArray(PartSa[]::new);
    }

    @Override
    public Command due() {
        for (PartSa sa : sas) {
            Command command = sa.due();
            if (command != null) {
                coming = sa;
                return command;
            }
        }
        return null;
    }

    @Override
    public void carriedOut() {
        if (coming != null) {
            coming.carriedOut();
            coming = null;
        }
    }

    @Override
    public void refill() {
        for (PartSa sa : sas) {
            sa.refill();
        }
    }

    @Override
    public void prepare() {
        // Nobody else uses the same ports: they go on where they stopped.
        refill();
    }
}
