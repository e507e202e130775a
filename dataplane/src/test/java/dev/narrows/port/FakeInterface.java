package dev.narrows.port;

import dev.narrows.linux.NetworkInterface;
import dev.narrows.linux.OtherEnd;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A kernel's interface that does what a test says. */
final class FakeInterface implements NetworkInterface {
    boolean isThere = true;
    boolean isRunning = true;
    int mtu = 1500;
    /** More than this it silently does not take. */
    int mostItTakes = 9000;
    int changes;

    @Override
    public String name() {
        return "eth0";
    }

    @Override
    public int index() {
        return 7;
    }

    @Override
    public OptionalInt mtu() {
        return isThere ? OptionalInt.of(mtu) : OptionalInt.empty();
    }

    @Override
    public void setMtu(int bytes) {
        changes++;
        mtu = Math.min(bytes, mostItTakes);
    }

    @Override
    public boolean isRunning() {
        return isThere && isRunning;
    }

    @Override
    public Optional<OtherEnd> otherEnd() {
        return Optional.empty();
    }

    @Override
    public Set<String> featuresOn() {
        return new LinkedHashSet<>();
    }

    @Override
    public void setFeatures(List<String> features, boolean on) {
        changes++;
    }
}
