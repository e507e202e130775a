package dev.narrows.bench;

import dev.narrows.bench.peer.Contender;
import dev.narrows.bench.peer.Floor;
import dev.narrows.bench.peer.FloorProgram;
import dev.narrows.bench.peer.NarrowsProcess;
import dev.narrows.bench.peer.Peers;
import dev.narrows.bench.peer.Secgw;
import dev.narrows.bench.peer.SecgwMode;
import dev.narrows.bench.peer.Setting;
import dev.narrows.bench.peer.Testpmd;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Starts those who are compared: Narrows and the loops of its process, the floor, and the peers.
 *
 * @param peers          their programs, where they are there and wanted.
 * @param floor          its program, where it could be compiled.
 * @param narrows        the gateway's process, which serves several comparisons.
 * @param hasDirectCalls whether nonces can be written before the crypto calls.
 */
record LineUp(Optional<Peers> peers, Optional<FloorProgram> floor, NarrowsProcess narrows, boolean hasDirectCalls) {
    /**
     * Starts all that a comparison has, but those that left it before.
     *
     * @param setting    what they have in common.
     * @param tally      tells who left, and is told where one cannot be started.
     * @param contenders receives them, for the caller to close, in the order in which they take turns.
     * @param failures   receives why one could not be started.
     * @throws IOException          where one without which there is no comparison does not start.
     * @throws InterruptedException where this thread was interrupted.
     */
    void start(Setting setting, Tally tally, List<Contender> contenders, Set<String> failures)
        throws IOException, InterruptedException {
        String mix = setting.mix().optionName();
        contenders.add(narrows.contender(Comparison.NARROWS, "run " + setting.direction().with(setting.mix())));
        contenders.add(narrows.contender(Comparison.CRYPTO, "crypto " + mix));
        if (hasDirectCalls) {
            contenders.add(narrows.contender(Comparison.CRYPTO_AHEAD, "crypto-ahead " + mix));
        }
        if (floor.isPresent() && Floor.has(setting.algorithm(), setting.direction())) {
            add(Comparison.FLOOR, () -> new Floor(Comparison.FLOOR, floor.get(), setting), tally, contenders, failures);
        }
        if (peers.isPresent()) {
            contenders.add(new Testpmd(peers.get(), setting));
            for (SecgwMode mode : SecgwMode.of(setting.algorithm())) {
                add(mode.label(), () -> new Secgw(peers.get(), setting, mode), tally, contenders, failures);
            }
        }
    }

    /** Starts one. */
    private interface Starter {
        Contender start() throws IOException, InterruptedException;
    }

    private static void add(String name, Starter starter, Tally tally, List<Contender> contenders, Set<String> failures)
        throws InterruptedException {
        if (tally.isLeftOut(name)) {
            return;
        }
        try {
            contenders.add(starter.start());
        } catch (IOException e) {
            tally.leaveOut(name);
            failures.add(e.getMessage());
        }
    }
}
