package dev.narrows.netlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The netlab, driven by its script: hosts a and d, routers r1 and r2, gateways b and c.
 */
final class Netlab implements AutoCloseable {
    /** The hosts at the ends. */
    static final String A_ADDRESS = "10.1.0.2";
    static final String D_ADDRESS = "10.2.0.2";
    /** The gateways' outer addresses. */
    static final String B_OUTER = "192.0.1.2";
    static final String C_OUTER = "192.0.2.2";
    /** The SA from b to c, and the one back. */
    static final int SPI_TO_C = 0x1001;
    static final int SPI_TO_B = 0x2001;
    /** Every link's MTU, until a test narrows one. */
    static final int WIDE = 1500;

    private static final Pattern MTU_OF_ROUTE = Pattern.compile("\\bmtu (?:lock )?(\\d+)");
    private static final Path SCRIPTS = Path.of("").toAbsolutePath();

    private final List<Process> spawned = new CopyOnWriteArrayList<>();
    private final String prefix;
    private final Path directory;
    private final Gateway b;
    private final Gateway c;
    private boolean peerInPlaceOfC;
    private boolean hasGateways = true;

    Netlab(String prefix) {
        this.prefix = prefix;
        this.directory = Path.of(script("directory").expectSuccess().output().strip());
        this.b = new Gateway("b", directory.resolve("b"));
        this.c = new Gateway("c", directory.resolve("c"));
    }

    /** {@return why there can be no netlab here; empty if there can} */
    static List<String> obstacles() {
        List<String> obstacles = missing("ip", "ethtool", "nft", "tcpdump", "tshark", "ping", "python3", "setpriv");
        if (!"root".equals(System.getProperty("user.name"))) {
            obstacles.add("needs root");
        }
        return obstacles;
    }

    private static List<String> missing(String... tools) {
        return Stream.of(tools)
            .filter(tool -> Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, tool))))
            .map(tool -> "needs " + tool)
            .collect(Collectors.toCollection(ArrayList::new));
    }

    Gateway b() {
        return b;
    }

    Gateway c() {
        return c;
    }

    /** {@return the gateways that run: not those that a peer is in the place of} */
    List<Gateway> gateways() {
        if (!hasGateways) {
            return List.of();
        }
        return peerInPlaceOfC ? List.of(b) : List.of(b, c);
    }

    /** The path of a tool of the netlab, such as {@code forge-too-big}. */
    static String tool(String name) {
        return SCRIPTS.resolve("netlab.d").resolve(name).toString();
    }

    static String launcher() {
        return SCRIPTS.resolve("narrows").toString();
    }

    /** The hexadecimal key and salt of the SA between two gateways, {@code b-to-c} or {@code c-to-b}. */
    String key(String direction) {
        try {
            return Files.readString(directory.resolve("keys").resolve(direction), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Begins anew: every link wide, both gateways just started and knowing nothing, nothing in A's and D's caches.
     *
     * @param options of both gateways, such as {@code --df clear}.
     */
    void begin(String... options) {
        peerInPlaceOfC = false;
        hasGateways = true;
        endConnections();
        stopGateway("b");
        stopGateway("c");
        script(words("up", options)).expectSuccess();
        mtu(WIDE);
        r1("talking");
        forgetPathMtu();
        // The first packets wait for addresses to be resolved; what follows should not.
        ping("-c", "3", "-i", "0.2");
    }

    /**
     * Begins anew with a Linux kernel in the place of gateway c. Skips the tests where there can be none.
     *
     * @param options of gateway b.
     * @return the guest.
     */
    LinuxPeer beginWithLinux(String... options) {
        beginWithPeer("linux", List.of("qemu-system-x86_64", "cpio", "modprobe", "xz", "iperf3", "perl", "apt-get"));
        script(words("up", words("--peer", words("linux", options)))).expectSuccess();
        mtu(WIDE);
        r1("talking");
        ipv6();
        exec("a", "ip", "route", "replace", "10.12.0.0/24", "via", "10.1.0.1", "src", "10.11.0.2").expectSuccess();
        exec("d", "ip", "route", "replace", "10.11.0.0/24", "via", "10.2.0.1", "src", "10.12.0.2").expectSuccess();
        return new LinuxPeer(directory.resolve("peer"));
    }

    /**
     * Begins anew with strongSwan in the place of gateway c, which has negotiated every {@link StrongSwanPeer.Child}.
     * Skips the tests where there can be none.
     */
    StrongSwanPeer beginWithStrongSwan() {
        beginWithPeer("strongSwan", List.of("swanctl", "unshare"));
        script("peer", "stop").expectSuccess();
        script("up", "--peer", "strongswan", StrongSwanPeer.Child.proposals()).expectSuccess();
        return new StrongSwanPeer(this);
    }

    /**
     * The same again, with gateway b started anew.
     *
     * @param options of gateway b.
     */
    void restartWithStrongSwan(String... options) {
        stopGateway("b");
        script(words("up", words("--peer", words("strongswan", words(StrongSwanPeer.Child.proposals(), options)))))
            .expectSuccess();
    }

    /** Begins anew with strongSwan in the place of both gateways. Skips the tests where there can be none. */
    void beginWithStrongSwanPair() {
        beginWithPeer("strongSwan", List.of("swanctl", "unshare"));
        hasGateways = false;
        script("peer", "stop").expectSuccess();
        script("up", "--peer", "strongswan-pair").expectSuccess();
        Eventually.holds(() -> exec("a", "ping", "-n", "-c", "1", "-W", "1", "-I", "10.1.1.2", "10.2.1.2")
            .exitCode() == 0,
            () -> "no answers by strongSwan");
    }

    /**
     * Ends what earlier tests have left of their connections: the hosts' kernels would go on sending for them, into
     * what later ones count.
     */
    void endConnections() {
        for (String host : List.of("a", "d")) {
            exec(host, "ss", "-K", "-t", "-a");
        }
    }

    private void beginWithPeer(String what, List<String> tools) {
        List<String> obstacles = missing(tools.toArray(String[]::new));
        Assumptions.assumeTrue(obstacles.isEmpty(), () -> "no " + what + " here: " + String.join(", ", obstacles));
        peerInPlaceOfC = true;
        hasGateways = true;
        endConnections();
        stopGateway("b");
    }

    /** Asks the peer by the netlab's script. */
    String askPeer(String... words) {
        return script(words("peer", words("run", words))).expectSuccess().output();
    }

    void startGateway(String gateway, String... options) {
        tryStartGateway(gateway, options).expectSuccess();
    }

    Command.Result tryStartGateway(String gateway, String... options) {
        return script(words("gateway", Stream.concat(Stream.of("start", gateway), Stream.of(options))
            .toArray(String[]::new)));
    }

    void stopGateway(String gateway) {
        script("gateway", "stop", gateway).expectSuccess();
    }

    /** Whether hosts leave checksums and segments to their devices, and gateways' ports put packets together. */
    void offloads(boolean on) {
        script("offloads", on ? "on" : "off").expectSuccess();
    }

    void mtu(int bytes) {
        script("mtu", Integer.toString(bytes)).expectSuccess();
    }

    /** Narrows or widens only what one router may send over the link between the two. */
    void mtu(int bytes, String router) {
        script("mtu", Integer.toString(bytes), router).expectSuccess();
    }

    /**
     * Narrows the link between the routers and widens it, again and again.
     *
     * @param bytes   how narrow.
     * @param seconds for how long each.
     * @param times   how often.
     */
    void flap(int bytes, double seconds, int times) {
        script("flap", Integer.toString(bytes), Double.toString(seconds), Integer.toString(times)).expectSuccess();
    }

    /** How r1 treats what is too big: {@code talking}, {@code silent} and so on. */
    void r1(String manner) {
        script("router", "r1", manner).expectSuccess();
    }

    /**
     * {@return how many packets towards C and D were too big for r1's next link so far, whatever it said about them}
     */
    long tooBig() {
        return Long.parseLong(script("too-big", "r1").expectSuccess().output().strip());
    }

    void forgetPathMtu() {
        exec("a", "ip", "route", "flush", "cache").expectSuccess();
        exec("d", "ip", "route", "flush", "cache").expectSuccess();
        exec("a", "ip", "-6", "route", "flush", "cache").expectSuccess();
        exec("d", "ip", "-6", "route", "flush", "cache").expectSuccess();
    }

    /** Gives hosts and routers IPv6 addresses; for gateways of the template "families". */
    void ipv6() {
        script("ipv6").expectSuccess();
    }

    /** Takes them away again. */
    void withoutIpv6() {
        for (String host : List.of("a", "r1", "r2", "d")) {
            exec(host, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1").expectSuccess();
        }
        exec("a", "ip", "address", "delete", "10.11.0.2/24", "dev", "a0").expectSuccess();
        exec("d", "ip", "address", "delete", "10.12.0.2/24", "dev", "d0").expectSuccess();
    }

    /**
     * Asks a host's kernel what it has learnt.
     *
     * @param host whose.
     * @param pair from which address, and where to.
     * @return the path MTU in its route, in bytes; 0 where it has learnt none.
     */
    int learntMtu(String host, Flows.Pair pair) {
        Matcher mtu = MTU_OF_ROUTE.matcher(exec(host, "ip", "route", "get", pair.destination(), "from", pair.source())
            .expectSuccess().output());
        return mtu.find() ? Integer.parseInt(mtu.group(1)) : 0;
    }

    /** What A's kernel says about its route to D, with the path MTU if it has learnt one. */
    String routeOfA() {
        return exec("a", "ip", "route", "get", D_ADDRESS).expectSuccess().output();
    }

    /** Pings D from A. */
    Command.Result ping(String... options) {
        List<String> words = new ArrayList<>(List.of("ping", "-n", "-W", "2"));
        words.addAll(List.of(options));
        words.add(D_ADDRESS);
        return exec("a", words.toArray(String[]::new));
    }

    /**
     * Sends one echo request with DF from A to D.
     *
     * @param length its length in bytes, the IP header included.
     */
    Command.Result pingWithDf(int length) {
        return ping("-M", "do", "-c", "1", "-s", Integer.toString(length - 28));
    }

    Command.Result exec(String host, String... words) {
        return spawn(host, words).await();
    }

    Command.Running spawn(String host, String... words) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", prefix + "-" + host));
        all.addAll(List.of(words));
        Command.Running running = Command.start(Map.of(), all);
        spawned.removeIf(process -> !process.isAlive());
        spawned.add(running.process());
        return running;
    }

    /** Ends what a test that failed has left behind, so that the next one has its netlab to itself. */
    void endSpawned() {
        spawned.forEach(Process::destroyForcibly);
        spawned.clear();
    }

    private Command.Result script(String... words) {
        List<String> all = new ArrayList<>(List.of(SCRIPTS.resolve("netlab").toString(), "--prefix", prefix));
        all.addAll(List.of(words));
        return Command.run(Map.of("JAVA_HOME", System.getProperty("java.home")), all);
    }

    private static String[] words(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    @Override
    public void close() {
        script("down").expectSuccess();
    }
}
