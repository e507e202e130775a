package dev.narrows.cli;

import dev.narrows.linux.LinuxException;
import dev.narrows.linux.NetworkInterface;
import dev.narrows.linux.OtherEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the kernel does to frames before a gateway on its interfaces sees them, turned off while the gateway runs:
 * several packets put together into one that is longer than any MTU (GRO, LRO), or never taken apart by the other end
 * of a pair (GSO, TSO). Restored when it ends; what a process that was killed left behind is known from its
 * {@link OffloadRecord}.
 */
final class ReceiveOffloads implements AutoCloseable {
    /** Names of features that put packets together. */
    static final List<String> JOINING =
        List.of("rx-gro", "rx-gro-hw", "rx-gro-list", "rx-udp-gro-forwarding", "rx-lro");
    private static final int ONE_SEGMENT = 1;

    private final OffloadRecord record;
    private final Consumer<String> log;
    private final List<Changed> changed = new ArrayList<>();

    /**
     * What an interface had.
     *
     * @param device   the interface.
     * @param features those that were on.
     * @param otherEnd the other end, or null where nothing was changed there.
     * @param segments what was left to that one's device.
     */
    private record Changed(NetworkInterface device, List<String> features, OtherEnd otherEnd, int segments) {
    }

    private ReceiveOffloads(OffloadRecord record, Consumer<String> log) {
        this.record = record;
        this.log = log;
    }

    /**
     * Turns off what would break frames.
     *
     * @param devices the interfaces, each once.
     * @param record  of what was turned off before.
     * @param log     takes a sentence for people about each change.
     * @return what to close when the gateway ends.
     * @throws LinuxException where something stays on; the message has the command to type. Nothing is changed then.
     * @throws IOException    where the record cannot be written; likewise.
     */
    static ReceiveOffloads turnOff(List<NetworkInterface> devices, OffloadRecord record, Consumer<String> log)
        throws IOException {
        ReceiveOffloads offloads = new ReceiveOffloads(record, log);
        try {
            for (NetworkInterface device : devices) {
                offloads.turnOff(device);
            }
            return offloads;
        } catch (LinuxException | StartException | IOException e) {
            offloads.close();
            throw e;
        }
    }

    private void turnOff(NetworkInterface device) throws IOException {
        OffloadRecord.Entry before = record.of(device.name(), device.index());
        Set<String> on = joiningOf(device);
        Set<String> original = new LinkedHashSet<>(before.features());
        original.addAll(on);
        OtherEnd otherEnd = device.otherEnd().filter(end -> canBeChanged(device, end)).orElse(null);
        int segments = segmentsOf(otherEnd, before);
        if (original.isEmpty() && segments <= ONE_SEGMENT) {
            return;
        }
        record.put(new OffloadRecord.Entry(device.name(), device.index(), List.copyOf(original), segments));
        changed.add(new Changed(device, List.copyOf(original), segments > ONE_SEGMENT ? otherEnd : null, segments));
        turnFeaturesOff(device, on);
        if (segments > ONE_SEGMENT && otherEnd.gsoMaxSegments() > ONE_SEGMENT) {
            otherEnd.setGsoMaxSegments(ONE_SEGMENT);
            log.accept("interface " + otherEnd.name() + ", the other end of " + device.name()
                + ", is given no packets to take apart while this gateway runs (gso_max_segs 1)");
        }
    }

    private boolean canBeChanged(NetworkInterface device, OtherEnd end) {
        if (end.isKnown() && !end.isElsewhere()) {
            return true;
        }
        if (!end.isKnown() || end.gsoMaxSegments() > ONE_SEGMENT) {
            String name = end.isKnown() ? end.name() : "NAME";
            log.accept("interface " + device.name() + " is the end of a pair; where the other end, "
                + (end.isKnown() ? end.name() + " of another network namespace" : "which cannot be asked")
                + ", is a host's, type there: ip link set dev " + name
                + " gso_max_segs 1 (or ethtool -K " + name + " tso off gso off), or its TCP stalls");
        }
        return false;
    }

    private void turnFeaturesOff(NetworkInterface device, Set<String> on) {
        if (on.isEmpty()) {
            return;
        }
        device.setFeatures(List.copyOf(on), false);
        Set<String> still = joiningOf(device);
        if (!still.isEmpty()) {
            throw new StartException("Interface " + device.name()
                + " puts packets together and cannot be kept from it ("
                + String.join(", ", still) + "): use another driver, or see 'ethtool -k " + device.name() + "'.");
        }
        log.accept("interface " + device.name() + " puts no packets together while this gateway runs: off are "
            + String.join(", ", on));
    }

    private static Set<String> joiningOf(NetworkInterface device) {
        Set<String> on = new LinkedHashSet<>(device.featuresOn());
        on.retainAll(JOINING);
        return on;
    }

    private static int segmentsOf(OtherEnd otherEnd, OffloadRecord.Entry before) {
        return otherEnd == null ? 0 : Math.max(otherEnd.gsoMaxSegments(), before.segments());
    }

    /** Restores everything; what is gone needs nothing. */
    @Override
    public void close() {
        for (Changed each : changed) {
            if (each.device().mtu().isPresent()) {
                restore(each);
            }
        }
        changed.clear();
        record.clear();
    }

    private void restore(Changed each) {
        try {
            if (!each.device().featuresOn().containsAll(each.features())) {
                each.device().setFeatures(each.features(), true);
            }
            boolean isOtherEndChanged = each.otherEnd() != null
                && each.device().otherEnd().filter(now -> now.gsoMaxSegments() == ONE_SEGMENT).isPresent();
            if (isOtherEndChanged) {
                each.otherEnd().setGsoMaxSegments(each.segments());
            }
        } catch (LinuxException e) {
            log.accept("not restored: " + e.getMessage());
        }
    }
}
