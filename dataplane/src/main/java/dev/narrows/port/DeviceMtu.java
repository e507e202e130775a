package dev.narrows.port;

import dev.narrows.dpdk.DpdkException;
import dev.narrows.linux.LinuxException;
import dev.narrows.linux.NetworkInterface;
import java.util.List;
import java.util.OptionalInt;

/**
 * Gives a device the MTU that is configured, and makes sure that it has it: what DPDK believes and what the kernel's
 * interface below takes can differ, and the smaller of the two loses packets in silence.
 */
final class DeviceMtu {
    private DeviceMtu() {
    }

    /** What a driver does about its MTU. */
    interface Driver {
        /**
         * Checks an MTU against the driver's limits.
         *
         * @param mtu in bytes.
         */
        void requireMtu(int mtu);

        /**
         * Sets it.
         *
         * @param mtu in bytes.
         * @return whether the driver has such a thing.
         */
        boolean trySetMtu(int mtu);

        /** {@return what DPDK believes, in bytes} */
        int mtu();
    }

    /**
     * Sets it and reads it back. Where the kernel and DPDK agree already nothing is asked of them, since that takes a
     * privilege.
     *
     * @param driver     the device's.
     * @param interfaces the kernel's below it, or none.
     * @param mtu        the largest IP packet, in bytes.
     * @throws MtuException where it cannot be had.
     */
    static void set(Driver driver, List<NetworkInterface> interfaces, int mtu) {
        try {
            driver.requireMtu(mtu);
            for (NetworkInterface below : interfaces) {
                if (!isSo(below, mtu)) {
                    below.setMtu(mtu);
                }
            }
            boolean isKnown = !interfaces.isEmpty() && driver.mtu() == mtu;
            boolean isDrivers = isKnown || driver.trySetMtu(mtu);
            if ((isDrivers || interfaces.isEmpty()) && driver.mtu() != mtu) {
                throw new MtuException("Its driver cannot have an MTU of " + mtu + " bytes: it has one of "
                    + driver.mtu() + ".");
            }
        } catch (DpdkException | LinuxException e) {
            throw new MtuException(e.getMessage());
        }
        for (NetworkInterface below : interfaces) {
            if (!isSo(below, mtu)) {
                OptionalInt has = below.mtu();
                throw new MtuException("Interface " + below.name() + " was given an MTU of " + mtu + " bytes and has "
                    + (has.isPresent() ? "one of " + has.getAsInt() : "gone") + ".");
            }
        }
    }

    private static boolean isSo(NetworkInterface below, int mtu) {
        return below.mtu().equals(OptionalInt.of(mtu));
    }
}
