package dev.narrows.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.narrows.foreign.Errno;
import dev.narrows.linux.KernelInterface;
import dev.narrows.linux.NetworkInterface;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An Ethernet port that EAL has found: configure it, set its queues up, start it, get its queues.
 *
 * <p>For one thread, but its queues are for others. Everything throws {@link DpdkException} if the driver refuses.
 */
public final class EthPort implements AutoCloseable {
    private static final int NAME_SIZE = 64;
    private static final int MAC_SIZE = 6;
    private static final int MAX_DESCRIPTORS = 0xffff;
    private static final String PCAP = "net_pcap";
    private static final Set<String> FED_BY_KERNEL = Set.of("net_af_packet", "net_af_xdp", PCAP);

    private final int id;
    private final String device;
    private int rxQueues;
    private int txQueues;
    private boolean started;
    private boolean closed;

    private EthPort(int id, String device) {
        this.id = id;
        this.device = device;
    }

    /** How many ports there are; throws if EAL is not running. */
    public static int count() {
        Eal.requireRunning();
        return EthdevFunctions.rteEthDevCountAvail();
    }

    /**
     * Finds a port by its device.
     *
     * @param device as DPDK names it: a PCI address such as {@code 0000:03:00.0} or a virtual device's name
     * @throws DpdkException if there is none, naming those there are, or if EAL is not running
     */
    public static EthPort byName(String device) {
        Eal.requireRunning();
        List<String> names = new ArrayList<>();
        int id = EthdevFunctions.rteEthFindNext(0);
        while (EthdevFunctions.rteEthDevIsValidPort(id)) {
            String name = nameOf(id);
            if (name.equals(device)) {
                return new EthPort(id, device);
            }
            names.add(name);
            id = EthdevFunctions.rteEthFindNext(id + 1);
        }
        throw new DpdkException("DPDK has no device " + device + ": "
                + (names.isEmpty() ? "it has none at all, so add it" : "choose one of " + String.join(", ", names)
                + ", or add it") + " to EAL's arguments (--vdev=... or -a PCI-ADDRESS); if it is there, EAL's log, in "
                + Eal.logName() + ", says what is wrong with it.");
    }

    private static String nameOf(int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(NAME_SIZE);
            return EthdevFunctions.rteEthDevGetNameByPort(id, name) == 0 ? name.getString(0) : "port " + id;
        }
    }

    /** DPDK's number of the port, 0 or more. */
    public int id() {
        return id;
    }

    /** The device's name, as given to {@link #byName}. */
    public String device() {
        return device;
    }

    /** The driver's name, such as {@code net_af_packet}. */
    public String driverName() {
        return limits().driver();
    }

    /** How many pairs of a receive and a transmit queue the driver offers. */
    public int maxQueuePairs() {
        DriverLimits limits = limits();
        return Math.min(limits.maxRxQueues(), limits.maxTxQueues());
    }

    /**
     * Configures a stopped port: no offloads, an MTU of 1500 bytes. Where there are several receive queues packets are
     * distributed over them by flow, as far as the driver can be asked to; virtual devices do it in their own ways.
     *
     * @param receiveQueues  how many, 0 or more
     * @param transmitQueues how many, 0 or more
     */
    public void configure(int receiveQueues, int transmitQueues) {
        DriverLimits limits = limits();
        requireRange("receive queues", receiveQueues, limits.maxRxQueues());
        requireRange("transmit queues", transmitQueues, limits.maxTxQueues());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment conf = arena.allocate(RteEthConf.layout(abi()));
            long rssTypes = limits.rssTypes() & RteEthConf.RSS_TYPES;
            if (receiveQueues > 1 && rssTypes != 0) {
                RteEthConf.distribute(abi(), conf, rssTypes);
            }
            check(EthdevFunctions.rteEthDevConfigure(id, receiveQueues, transmitQueues, conf),
                    "be configured with " + receiveQueues + " receive and " + transmitQueues + " transmit queues",
                    "check that nothing else uses it");
        }
        rxQueues = receiveQueues;
        txQueues = transmitQueues;
    }

    /**
     * Sets a receive queue of a configured port up.
     *
     * @param queue       from 0
     * @param descriptors how many packets it holds; drivers of NICs want a power of two
     * @param pool        where its packets come from; must outlive the port's {@link #close}
     */
    public void setupRxQueue(int queue, int descriptors, PktmbufPool pool) {
        requireQueue("receive", queue, rxQueues);
        requireRange("descriptors", descriptors, MAX_DESCRIPTORS);
        check(EthdevFunctions.rteEthRxQueueSetup(id, queue, descriptors, socket(), pool.address()),
                "set receive queue " + queue + " up with " + descriptors + " descriptors",
                "try another number of descriptors or larger packets");
    }

    /**
     * Sets a transmit queue of a configured port up.
     *
     * @param queue       from 0
     * @param descriptors how many packets it holds; drivers of NICs want a power of two
     */
    public void setupTxQueue(int queue, int descriptors) {
        requireQueue("transmit", queue, txQueues);
        requireRange("descriptors", descriptors, MAX_DESCRIPTORS);
        check(EthdevFunctions.rteEthTxQueueSetup(id, queue, descriptors, socket()),
                "set transmit queue " + queue + " up with " + descriptors + " descriptors",
                "try another number of descriptors");
    }

    /** Starts a port whose queues are all set up. */
    public void start() {
        check(EthdevFunctions.rteEthDevStart(id), "start", "check that its queues are set up and its device is there");
        started = true;
    }

    /** Stops the port: its queues must not be used any more. Does nothing if it is not started. */
    public void stop() {
        if (started) {
            started = false;
            check(EthdevFunctions.rteEthDevStop(id), "stop", "see EAL's log in " + Eal.logName());
        }
    }

    /** Stops the port and gives the device and the packets in its queues back. Closing again does nothing. */
    @Override
    public void close() {
        if (!closed) {
            stop();
            closed = true;
            check(EthdevFunctions.rteEthDevClose(id), "close", "see EAL's log in " + Eal.logName());
        }
    }

    /** A receive queue of the started port, from 0. */
    public RxQueue rxQueue(int queue) {
        requireQueue("receive", queue, rxQueues);
        requireStarted();
        return new RxQueue(BurstFunctions.receive(id), BurstFunctions.receiveQueue(id, queue), critical());
    }

    /** A transmit queue of the started port, from 0. */
    public TxQueue txQueue(int queue) {
        requireQueue("transmit", queue, txQueues);
        requireStarted();
        return new TxQueue(BurstFunctions.transmit(id), BurstFunctions.transmitQueue(id, queue), critical());
    }

    private boolean critical() {
        return BurstCall.of(driverName(), EalArguments.ofVirtualDevice(device, Eal.arguments())) == BurstCall.CRITICAL;
    }

    /** The port's MAC address in the low 48 bits: 02:00:00:00:00:01 is 0x020000000001. */
    public long macAddress() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(MAC_SIZE);
            check(EthdevFunctions.rteEthMacaddrGet(id, address), "tell its MAC address", "see EAL's log in "
                    + Eal.logName());
            long mac = 0;
            for (int i = 0; i < MAC_SIZE; i++) {
                mac = (mac << 8) | Byte.toUnsignedLong(address.get(JAVA_BYTE, i));
            }
            return mac;
        }
    }

    /** The state of the port's link, as known now. */
    public EthLink link() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment link = arena.allocate(RteEthLink.layout());
            check(EthdevFunctions.rteEthLinkGetNowait(id, link), "tell the state of its link", "see EAL's log in "
                    + Eal.logName());
            return RteEthLink.read(link);
        }
    }

    /** The port's MTU: the largest IP packet, in bytes. */
    public int mtu() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mtu = arena.allocate(JAVA_SHORT);
            check(EthdevFunctions.rteEthDevGetMtu(id, mtu), "tell its MTU", "see EAL's log in " + Eal.logName());
            return Short.toUnsignedInt(mtu.get(JAVA_SHORT, 0));
        }
    }

    /**
     * Checks an MTU against the driver's limits, and changes nothing.
     *
     * @param mtu the largest IP packet, in bytes
     */
    public void requireMtu(int mtu) {
        DriverLimits limits = limits();
        if (mtu < limits.minMtu() || mtu > limits.maxMtu()) {
            throw new DpdkException("Port " + device + " cannot have an MTU of " + mtu + " bytes: its driver "
                    + limits.driver() + " takes " + limits.minMtu() + " to " + limits.maxMtu() + ".");
        }
    }

    /**
     * Sets the MTU of a configured port; some drivers must be stopped for it. A driver that cannot change it may be
     * told what it is.
     *
     * @param mtu the largest IP packet, in bytes, between the driver's limits
     */
    public void setMtu(int mtu) {
        if (!trySetMtu(mtu) && mtu != mtu()) {
            throw new DpdkException("Port " + device + " could not set its MTU to " + mtu
                    + ": its driver is not able to, and it is " + mtu() + ".");
        }
    }

    /**
     * As {@link #setMtu}, but a driver that has no such thing is no error: then what is below it decides.
     *
     * @param mtu the largest IP packet, in bytes, between the driver's limits
     * @return whether the driver did, or had it so already
     */
    public boolean trySetMtu(int mtu) {
        requireMtu(mtu);
        int result = EthdevFunctions.rteEthDevSetMtu(id, mtu);
        if (result == -Errno.ENOTSUP) {
            return false;
        }
        check(result, "set its MTU to " + mtu, "configure it first, and set the MTU before it is started");
        return true;
    }

    /**
     * The kernel's interfaces that the port's packets come and go by: none for a NIC that DPDK has to itself, one for
     * most drivers that stand on the kernel, and for {@code net_pcap} those that its arguments name.
     */
    public List<NetworkInterface> kernelInterfaces() {
        DriverLimits limits = limits();
        if (limits.driver().equals(PCAP)) {
            return EalArguments.interfaces(EalArguments.ofVirtualDevice(device, Eal.arguments())).stream()
                    .flatMap(name -> KernelInterface.named(name).stream()).toList();
        }
        return KernelInterface.numbered(limits.interfaceIndex()).stream().toList();
    }

    /**
     * Whether packets reach the port through the kernel's own receive path, which may have put several together or left
     * checksums to be made.
     */
    public boolean isFedByKernel() {
        return FED_BY_KERNEL.contains(driverName());
    }

    /** Makes the port receive packets that are for others too, or not any more. */
    public void setPromiscuous(boolean on) {
        int result = on ? EthdevFunctions.rteEthPromiscuousEnable(id) : EthdevFunctions.rteEthPromiscuousDisable(id);
        check(result, "turn promiscuous mode " + (on ? "on" : "off"), "use a driver that can");
    }

    /**
     * Makes the port receive packets to all groups, as neighbour discovery needs. Drivers that pass on whatever arrives
     * have nothing to turn on, and say that they cannot.
     *
     * @return whether the driver did
     */
    public boolean receiveAllMulticast() {
        return EthdevFunctions.rteEthAllmulticastEnable(id) == 0;
    }

    /** The port's counters. */
    public EthStats stats() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stats = arena.allocate(RteEthStats.layout());
            check(EthdevFunctions.rteEthStatsGet(id, stats), "tell its counters", "use a driver that has them");
            return RteEthStats.read(stats);
        }
    }

    private DriverLimits limits() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(RteEthDevInfo.layout(abi()));
            check(EthdevFunctions.rteEthDevInfoGet(id, info), "describe itself", "see EAL's log in " + Eal.logName());
            return DriverLimits.read(abi(), info);
        }
    }

    private int socket() {
        return EthdevFunctions.rteEthDevSocketId(id);
    }

    private static DpdkAbi abi() {
        return DpdkLibrary.load().abi();
    }

    private void requireRange(String what, int value, int max) {
        if (value < 0 || value > max) {
            throw new DpdkException("Port " + device + " cannot have " + value + " " + what + ": ask for 0 to " + max
                    + ".");
        }
    }

    private void requireQueue(String direction, int queue, int queues) {
        if (queue < 0 || queue >= queues) {
            throw new DpdkException("Port " + device + " has no " + direction + " queue " + queue
                    + ": it is configured with " + queues + ".");
        }
    }

    private void requireStarted() {
        if (!started) {
            throw new DpdkException("Port " + device + " is not started: start it before its queues are used.");
        }
    }

    private void check(int result, String what, String advice) {
        if (result < 0) {
            throw new DpdkException("Port " + device + " could not " + what + ": " + RteErrno.text(result) + "; "
                    + (result == -Errno.ENOTSUP ? "its driver is not able to" : advice) + ".");
        }
    }
}
