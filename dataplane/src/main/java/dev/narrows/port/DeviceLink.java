package dev.narrows.port;

import dev.narrows.linux.NetworkInterface;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What a device's link takes at this moment. Where the kernel has interfaces below it they decide: drivers learn
 * neither of a change of their MTU nor that they are gone.
 */
final class DeviceLink {
    private final BooleanSupplier isDriverUp;
    private final IntSupplier driverMtu;
    private final List<NetworkInterface> interfaces;
    private int lastMtu;

    /**
     * A link.
     *
     * @param isDriverUp what the driver tells of it.
     * @param driverMtu  what DPDK believes to be its MTU, in bytes.
     * @param interfaces the kernel's below the device, or none.
     * @param mtu        its MTU now, in bytes.
     */
    DeviceLink(BooleanSupplier isDriverUp, IntSupplier driverMtu, List<NetworkInterface> interfaces, int mtu) {
        this.isDriverUp = isDriverUp;
        this.driverMtu = driverMtu;
        this.interfaces = List.copyOf(interfaces);
        lastMtu = mtu;
    }

    /** {@return whether it is up; not where the kernel has one of its interfaces no more} */
    boolean isUp() {
        for (NetworkInterface below : interfaces) {
            if (!below.isRunning()) {
                return false;
            }
        }
        return isDriverUp.getAsBoolean();
    }

    /** {@return the largest IP packet that it takes, in bytes; of one that is gone, the last that is known} */
    int mtu() {
        if (interfaces.isEmpty()) {
            return driverMtu.getAsInt();
        }
        int least = Integer.MAX_VALUE;
        for (NetworkInterface below : interfaces) {
            OptionalInt mtu = below.mtu();
            if (mtu.isEmpty()) {
                return lastMtu;
            }
            least = Math.min(least, mtu.getAsInt());
        }
        lastMtu = least;
        return least;
    }
}
