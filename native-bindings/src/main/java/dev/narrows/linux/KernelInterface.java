package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.narrows.foreign.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An interface in the process's network namespace, asked anew each time. */
public final class KernelInterface implements NetworkInterface {
    private static final int NO_INTERFACE = 0;

    private final int index;
    private String name;

    private KernelInterface(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /**
     * Finds an interface.
     *
     * @param name of it, or what may be the name of one
     * @return the interface, or empty if there is none of that name
     */
    public static Optional<NetworkInterface> named(String name) {
        if (name.isEmpty() || name.length() >= InterfaceCalls.IFNAMSIZ) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceCalls.request(arena, name);
            return InterfaceCalls.call(InterfaceCalls.SIOCGIFINDEX, request) < 0 ? Optional.empty()
                    : Optional.of(new KernelInterface(request.get(JAVA_INT, InterfaceCalls.IFNAMSIZ), name));
        }
    }

    /**
     * Finds an interface.
     *
     * @param index the kernel's number for it
     * @return the interface, or empty if there is none of that number
     */
    public static Optional<NetworkInterface> numbered(int index) {
        if (index <= NO_INTERFACE) {
            return Optional.empty();
        }
        KernelInterface found = new KernelInterface(index, "");
        return found.isThere() ? Optional.of(found) : Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public OptionalInt mtu() {
        if (!isThere()) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceCalls.request(arena, name);
            return InterfaceCalls.call(InterfaceCalls.SIOCGIFMTU, request) < 0 ? OptionalInt.empty()
                    : OptionalInt.of(request.get(JAVA_INT, InterfaceCalls.IFNAMSIZ));
        }
    }

    @Override
    public void setMtu(int bytes) {
        requireThere();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceCalls.request(arena, name);
            request.set(JAVA_INT, InterfaceCalls.IFNAMSIZ, bytes);
            int result = InterfaceCalls.call(InterfaceCalls.SIOCSIFMTU, request);
            if (result == -Errno.EINVAL) {
                int most = RouteNetlink.link(index, LinkAttributes.HERE).map(LinkAttributes::maxMtu).orElse(0);
                throw new LinuxException("Interface " + name + " does not take an MTU of " + bytes + " bytes"
                        + (most > 0 && most < bytes ? ": " + most + " is the most." : "."));
            }
            if (result < 0) {
                throw new LinuxException("The MTU of interface " + name + " could not be set to " + bytes + " bytes: "
                        + Errno.text(-result) + "; " + advice(result, "ip link set dev " + name + " mtu " + bytes)
                        + ".");
            }
        }
    }

    @Override
    public boolean isRunning() {
        if (!isThere()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = InterfaceCalls.request(arena, name);
            int running = InterfaceCalls.IFF_UP | InterfaceCalls.IFF_RUNNING;
            return InterfaceCalls.call(InterfaceCalls.SIOCGIFFLAGS, request) >= 0
                    && (request.get(JAVA_SHORT, InterfaceCalls.IFNAMSIZ) & running) == running;
        }
    }

    @Override
    public Optional<OtherEnd> otherEnd() {
        return VethEnd.of(index);
    }

    @Override
    public Set<String> featuresOn() {
        return isThere() ? EthtoolFeatures.on(name) : Set.of();
    }

    @Override
    public void setFeatures(List<String> features, boolean on) {
        requireThere();
        int result = EthtoolFeatures.set(name, features, on);
        if (result < 0) {
            String state = on ? " on" : " off";
            throw new LinuxException("Features of interface " + name + " could not be turned" + state + ": "
                    + Errno.text(-result) + "; "
                    + advice(result, "ethtool -K " + name + " " + String.join(state + " ", features) + state) + ".");
        }
    }

    private static String advice(int result, String command) {
        return (result == -Errno.EPERM ? "give the process CAP_NET_ADMIN, or type " : "try ") + command;
    }

    /** Its name may have changed, and another may have the old one. */
    private boolean isThere() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(InterfaceCalls.IFREQ_SIZE, Long.BYTES);
            request.set(JAVA_INT, InterfaceCalls.IFNAMSIZ, index);
            if (InterfaceCalls.call(InterfaceCalls.SIOCGIFNAME, request) < 0) {
                return false;
            }
            name = request.getString(0);
            return true;
        }
    }

    private void requireThere() {
        if (!isThere()) {
            throw new LinuxException("Interface " + name + " is gone.");
        }
    }
}
