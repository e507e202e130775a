package dev.narrows.cli;

import dev.narrows.linux.NetworkInterface;
import dev.narrows.linux.OtherEnd;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An interface of a kernel that a test has made up. */
final class FakeDevice implements NetworkInterface {
    final Set<String> on = new LinkedHashSet<>();
    final Set<String> fixed = new LinkedHashSet<>();
    int index = 2;
    boolean isThere = true;
    boolean isPaired;
    boolean isOtherEndKnown = true;
    boolean isOtherEndElsewhere;
    int segments = 65_535;

    FakeDevice(String... features) {
        on.addAll(List.of(features));
    }

    @Override
    public String name() {
        return "eth0";
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public OptionalInt mtu() {
        return isThere ? OptionalInt.of(1500) : OptionalInt.empty();
    }

    @Override
    public void setMtu(int bytes) {
        throw new AssertionError("nobody asked for an MTU of " + bytes);
    }

    @Override
    public boolean isRunning() {
        return isThere;
    }

    @Override
    public Optional<OtherEnd> otherEnd() {
        return isPaired ? Optional.of(new End()) : Optional.empty();
    }

    @Override
    public Set<String> featuresOn() {
        return new LinkedHashSet<>(on);
    }

    @Override
    public void setFeatures(List<String> features, boolean isOn) {
        for (String feature : features) {
            if (isOn) {
                on.add(feature);
            } else if (!fixed.contains(feature)) {
                on.remove(feature);
            }
        }
    }

    private final class End implements OtherEnd {
        private final int known = isOtherEndKnown ? segments : 0;

        @Override
        public boolean isKnown() {
            return isOtherEndKnown;
        }

        @Override
        public String name() {
            return "a0";
        }

        @Override
        public boolean isElsewhere() {
            return isOtherEndElsewhere;
        }

        @Override
        public int gsoMaxSegments() {
            return known;
        }

        @Override
        public void setGsoMaxSegments(int most) {
            segments = most;
        }
    }
}
