package dev.narrows.policy;

import dev.narrows.wire.IpHeader;
import java.util.concurrent.TimeUnit;

/**
 * What was decided of first fragments, so that the others of the same packet, which show no ports, follow
 * (RFC 4301 7.4, stateful fragment checking). A decision lasts {@value #LIFETIME_SECONDS} seconds, and no longer than
 * the policies stay as they were. Of more packets than there is room for, the oldest are forgotten.
 *
 * <p>Not thread safe. Allocates nothing.
 */
public final class FragmentDecisions {
    /** Seconds that a decision lasts. */
    public static final int LIFETIME_SECONDS = 5;

    private static final long LIFETIME_NS = TimeUnit.SECONDS.toNanos(LIFETIME_SECONDS);
    private static final int WAYS = 4;
    private static final int PROTOCOL_SHIFT = 32;

    // One entry is one cache line: what fragments of one packet share, then what it depends on.
    private static final int STRIDE = 8;
    private static final int SOURCE_HIGH = 0;
    private static final int SOURCE_LOW = 1;
    private static final int DESTINATION_HIGH = 2;
    private static final int DESTINATION_LOW = 3;
    private static final int IDENTIFICATION = 4;
    private static final int VERSION = 5;
    private static final int TIME = 6;

    private final long[] entries;
    private final Policy[] decisions;
    private final int setMask;

    /**
     * A table without decisions.
     *
     * @param capacity how many packets it holds, a power of two from 4; each takes 68 bytes.
     */
    public FragmentDecisions(int capacity) {
        if (capacity < WAYS || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("the capacity is " + capacity + "; it must be a power of two from "
                + WAYS);
        }
        entries = new long[capacity * STRIDE];
        decisions = new Policy[capacity];
        setMask = capacity / WAYS - 1;
    }

    /**
     * Finds what was decided of a later fragment's packet.
     *
     * @param header  the fragment's.
     * @param version the policies' version now.
     * @param now     nanoseconds of the clock.
     * @return the first fragment's policy, or null where none is known.
     */
    public Policy find(IpHeader header, long version, long now) {
        long identification = identification(header);
        int first = firstOfSet(header, identification);
        for (int i = first; i < first + WAYS; i++) {
            if (isFor(i, header, identification)) {
                return isValid(i, version, now) ? decisions[i] : null;
            }
        }
        return null;
    }

    /**
     * Keeps what was decided of a first fragment.
     *
     * @param header   the fragment's.
     * @param decision its policy.
     * @param version  the policies' version now.
     * @param now      nanoseconds of the clock.
     */
    public void put(IpHeader header, Policy decision, long version, long now) {
        long identification = identification(header);
        int first = firstOfSet(header, identification);
        int place = first;
        long longest = -1;
        for (int i = first; i < first + WAYS; i++) {
            if (isFor(i, header, identification)) {
                place = i;
                break;
            }
            long age = isValid(i, version, now) ? now - entries[i * STRIDE + TIME] : Long.MAX_VALUE;
            if (age > longest) {
                longest = age;
                place = i;
            }
        }
        int entry = place * STRIDE;
        entries[entry + SOURCE_HIGH] = header.sourceHigh();
        entries[entry + SOURCE_LOW] = header.sourceLow();
        entries[entry + DESTINATION_HIGH] = header.destinationHigh();
        entries[entry + DESTINATION_LOW] = header.destinationLow();
        entries[entry + IDENTIFICATION] = identification;
        entries[entry + VERSION] = version;
        entries[entry + TIME] = now;
        decisions[place] = decision;
    }

    private boolean isValid(int place, long version, long now) {
        int entry = place * STRIDE;
        return decisions[place] != null && entries[entry + VERSION] == version
            && now - entries[entry + TIME] < LIFETIME_NS;
    }

    private boolean isFor(int place, IpHeader header, long identification) {
        int entry = place * STRIDE;
        return decisions[place] != null && entries[entry + IDENTIFICATION] == identification
            && entries[entry + SOURCE_LOW] == header.sourceLow() && entries[entry + SOURCE_HIGH] == header.sourceHigh()
            && entries[entry + DESTINATION_LOW] == header.destinationLow()
            && entries[entry + DESTINATION_HIGH] == header.destinationHigh();
    }

    private int firstOfSet(IpHeader header, long identification) {
        long addresses = PairHash.sum(
            header.sourceHigh(), header.sourceLow(), header.destinationHigh(), header.destinationLow());
        return (PairHash.of(addresses, identification) & setMask) * WAYS;
    }

    /** With IPv4 the protocol belongs to it (RFC 791 3.2), with IPv6 it does not (RFC 8200 4.5). */
    private static long identification(IpHeader header) {
        return header.isIpv6()
            ? header.extensions().identification() & 0xFFFF_FFFFL
            : (long)header.protocol() << PROTOCOL_SHIFT | header.ipv4().identification();
    }
}
