package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernel's interfaces below a gateway's ports: what they take, what they do to frames, and what becomes of them.
 */
@InNetlab
final class LinkSystemTest {
    private static final int NARROW = 1400;
    private static final int FITS_WIDE = 1446;
    private static final int FITS_NARROW = 1346;
    private static final int OUTSIDE = 1;
    private static final String BYTES = "3000000";

    /** What an earlier run, or anybody, has left there is not what holds. */
    @ParameterizedTest
    @ValueSource(strings = {"af_packet", "pcap"})
    void shouldGiveTheInterfaceTheMtuOfTheConfigurationAlways(String driver, Netlab netlab) {
        netlab.begin("--driver", driver, "--port", "mtu=" + NARROW);
        assertEquals(NARROW, kernelMtu(netlab));
        assertTold(netlab, FITS_NARROW);
        netlab.begin("--driver", driver);
        assertEquals(Netlab.WIDE, kernelMtu(netlab), "the default, now that the file says nothing");
        netlab.pingWithDf(FITS_WIDE).expectSuccess();
        assertTold(netlab, FITS_WIDE);
    }

    /** RFC 1191 3: whoever sends what the next link does not take is told what it takes. */
    @ParameterizedTest
    @ValueSource(strings = {"af_packet", "pcap"})
    void shouldFollowTheInterfacesMtuWhileItRuns(String driver, Netlab netlab) {
        netlab.begin("--driver", driver);
        try (PathEvents events = PathEvents.follow(netlab.b())) {
            kernelMtu(netlab, NARROW);
            Eventually.holds(() -> events.mtus().equals(List.of(NARROW)), () -> "events: " + events.mtus());
            assertEquals("link", netlab.b().path().get("evidence").textValue());
            assertEquals(NARROW, netlab.b().path().get("linkMtu").intValue());
            assertEquals(NARROW, netlab.b().ask("ports").get(OUTSIDE).get("mtu").intValue());
            assertTold(netlab, FITS_NARROW);
            netlab.forgetPathMtu();
            netlab.pingWithDf(FITS_NARROW).expectSuccess();
            kernelMtu(netlab, Netlab.WIDE);
            Eventually.holds(() -> events.mtus().equals(List.of(NARROW, Netlab.WIDE)),
                () -> "events: " + events.mtus());
            netlab.forgetPathMtu();
            netlab.pingWithDf(FITS_WIDE).expectSuccess();
        }
    }

    @Test
    void shouldSayWhichPortHasAnMtuThatItsDriverCannotHave(Netlab netlab) {
        netlab.begin();
        netlab.stopGateway("b");
        Command.Result refused = netlab.tryStartGateway("b", "--port", "mtu=9000");
        assertNotEquals(0, refused.exitCode());
        assertTrue(refused.output().contains("ports.inside.mtu: 9000") && refused.output().contains("takes 46 to 1500"),
            refused.output());
        assertEquals(Netlab.WIDE, kernelMtu(netlab), "nothing was changed");
        netlab.startGateway("b");
    }

    /** What a process may not do is named, and nothing runs without. */
    @Test
    void shouldNameTheCapabilityThatIsMissing(Netlab netlab) {
        netlab.begin();
        netlab.stopGateway("b");
        String noSocket = startWithout(netlab, "net_raw");
        assertTrue(noSocket.contains("Device net_af_packet0 needs CAP_NET_RAW"), noSocket);
        String noSettings = startWithout(netlab, "net_admin");
        assertTrue(noSettings.contains("Device net_af_packet0 needs CAP_NET_ADMIN"), noSettings);
        netlab.startGateway("b");
    }

    private static String startWithout(Netlab netlab, String capability) {
        Command.Result refused = netlab.exec("b", "setpriv", "--bounding-set", "-" + capability, "--inh-caps",
            "-" + capability,
            Netlab.launcher(), "run", netlab.b().configuration().toString());
        assertNotEquals(0, refused.exitCode());
        return refused.output();
    }

    /** TCP from end to end, with what interfaces do by default on all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"af_packet", "pcap"})
    void shouldCarryTcpWhereNobodyHasTurnedOffloadsOff(String driver, Netlab netlab) {
        netlab.begin("--driver", driver);
        netlab.offloads(true);
        try {
            netlab.stopGateway("b");
            netlab.stopGateway("c");
            netlab.startGateway("b", "--driver", driver);
            netlab.startGateway("c", "--driver", driver);
            assertEquals("off", feature(netlab, "b", "b-in", "rx-gro"));
            doAsTold(netlab, "b", "a0", "a");
            doAsTold(netlab, "c", "d0", "d");
            transfer(netlab, "a", "d", Netlab.D_ADDRESS);
            transfer(netlab, "d", "a", Netlab.A_ADDRESS);
            netlab.b().kill();
            netlab.startGateway("b", "--driver", driver);
            netlab.stopGateway("b");
            assertEquals("on", feature(netlab, "b", "b-in", "rx-gro"), "as it was before the first of the two");
            netlab.startGateway("b", "--driver", driver);
        } finally {
            netlab.offloads(false);
            netlab.close();
        }
        netlab.begin();
    }

    /** What no process can do from another network namespace it tells how to. */
    private static void doAsTold(Netlab netlab, String gateway, String port, String host) {
        String command = "ip link set dev " + port + " gso_max_segs 1";
        String log = gateway.equals("b") ? netlab.b().log() : netlab.c().log();
        assertTrue(log.contains("type there: " + command), log);
        netlab.exec(host, command.split(" ", -1)).expectSuccess();
    }

    /** Nobody is there to send by, so that nothing that is lost may count as sent; the extension checks the balance. */
    @Test
    void shouldSayThatAnInterfaceIsGone(Netlab netlab) {
        netlab.begin();
        netlab.exec("b", "ip", "link", "delete", "b-out").expectSuccess();
        try {
            Eventually.holds(() -> !netlab.b().ask("ports").get(OUTSIDE).get("linkUp").booleanValue(),
                () -> "ports: " + netlab.b().ask("ports"));
            assertTrue(netlab.b().log().contains("link-changed port=outside device=net_af_packet1 link=down"),
                netlab.b().log());
            netlab.ping("-c", "5", "-i", "0.2", "-W", "1");
            JsonNode counters = netlab.b().ask("counters");
            assertTrue(counters.get("drops").get("transmit-failed").longValue() > 0, counters.toString());
            netlab.b().expectBalancedCounters();
        } finally {
            netlab.close();
        }
        netlab.begin();
    }

    private static void transfer(Netlab netlab, String from, String to, String address) {
        Command.Running receiver = netlab.spawn(to, Netlab.tool("tcp-digest"), "receive", "5003");
        Command.Result sender = netlab.exec(from, Netlab.tool("tcp-digest"), "send", address, "5003", BYTES)
            .expectSuccess();
        assertEquals(sender.output(), receiver.await().expectSuccess().output());
    }

    private static void assertTold(Netlab netlab, int mtu) {
        netlab.forgetPathMtu();
        String tooBig = netlab.pingWithDf(mtu + 1).output();
        assertTrue(tooBig.contains("mtu = " + mtu), tooBig);
    }

    private static String feature(Netlab netlab, String host, String port, String name) {
        String all = netlab.exec(host, "ethtool", "-k", port).expectSuccess().output();
        String alias = name.equals("rx-gro") ? "generic-receive-offload" : name;
        return all.lines().filter(line -> line.strip().startsWith(alias + ":")).findFirst().orElse(all)
            .replaceFirst(".*: ", "").strip();
    }

    private static int kernelMtu(Netlab netlab) {
        return Integer.parseInt(netlab.exec("b", "cat", "/sys/class/net/b-out/mtu").expectSuccess().output().strip());
    }

    private static void kernelMtu(Netlab netlab, int bytes) {
        netlab.exec("b", "ip", "link", "set", "dev", "b-out", "mtu", Integer.toString(bytes)).expectSuccess();
    }
}
