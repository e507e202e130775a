package dev.narrows.worker;

import dev.narrows.packet.Packet;

/**
 * Sends the ICMP errors that stages asked for, once those stages are done.
 */
final class LocalOutput {
    private final IcmpReporter reporter;
    private final CleartextStage cleartextStage;
    private final Disposer disposer;
    private final Packet packet = new Packet();

    LocalOutput(IcmpReporter reporter, CleartextStage cleartextStage, Disposer disposer) {
        this.reporter = reporter;
        this.cleartextStage = cleartextStage;
        this.disposer = disposer;
    }

    /**
     * Sends all that waits. An ICMP error causes no ICMP error, so that nothing is added meanwhile.
     */
    void drain() {
        int count = reporter.madeCount();
        for (int i = 0; i < count; i++) {
            packet.wrap(reporter.made(i));
            disposer.end(packet, cleartextStage.sendLocal(packet));
        }
        reporter.clear();
    }
}
