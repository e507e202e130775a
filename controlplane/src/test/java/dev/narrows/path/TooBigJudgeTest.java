package dev.narrows.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TooBigJudgeTest {
    private static final int FLOOR = 576;
    private static final IpAddress LOCAL = IpAddress.parse("192.0.1.2");
    private static final IpAddress REMOTE = IpAddress.parse("192.0.2.2");
    private static final IpAddress REPORTER = IpAddress.parse("192.0.1.1");
    private static final int GONE = TooBigClaim.NOT_IN_LEDGER;
    private static final Moment NOW = new Moment(0, 0);

    private final Path path = new Path(0, Endpoints.of(LOCAL, REMOTE), 1500, NOW);

    @ParameterizedTest(name = "{0}: mtu {1}, sent {2}, in use {3}, path {4}, spi {5}: {6}")
    @CsvSource({
        // Each reason by itself, all else being well.
        " 1, 1400, 1500, 1500, yes, yes, NONE",
        " 2, 1400, 1500, 1500, no,  yes, UNKNOWN_PATH",
        " 3, 1400, 1500, 1500, yes, no,  SPI_NOT_IN_USE",
        " 4, 1400, -1,   1500, yes, yes, NOT_IN_LEDGER",
        " 5, 0,    1500, 1500, yes, yes, NONE",
        " 6, 1400, 1300, 1500, yes, yes, NOT_LARGER",
        " 7, 575,  1500, 1500, yes, yes, BELOW_FLOOR",
        " 8, 1400, 1500, 1300, yes, yes, NOT_BELOW_EFFECTIVE",
        // Every boundary, on both sides.
        " 9, 1400, 1400, 1500, yes, yes, NOT_LARGER",
        "10, 1400, 1401, 1500, yes, yes, NONE",
        "11, 576,  577,  1500, yes, yes, NONE",
        "12, 1400, 1500, 1400, yes, yes, NOT_BELOW_EFFECTIVE",
        "13, 1400, 1500, 1401, yes, yes, NONE",
        "14, 1,    1500, 1500, yes, yes, BELOW_FLOOR",
        "15, 65535, 1500, 1500, yes, yes, NOT_LARGER",
        // The order, where several apply.
        "16, 0,    -1,   1500, no,  no,  UNKNOWN_PATH",
        "17, 0,    -1,   1500, yes, no,  SPI_NOT_IN_USE",
        "18, 0,    -1,   1500, yes, yes, NOT_IN_LEDGER",
        "19, 0,    576,  1500, yes, yes, NOT_LARGER",
        "20, 100,  100,  68,   yes, yes, NOT_LARGER",
        "21, 100,  200,  68,   yes, yes, BELOW_FLOOR",
        // RFC 1191 5: without an MTU the plateau below what was sent counts, and 1492 may be in use already.
        "22, 0,    1500, 1492, yes, yes, NOT_BELOW_EFFECTIVE",
        "23, 0,    1492, 1492, yes, yes, NONE",
    })
    void shouldJudge(int number, int mtu, int sent, int effective, String known, String live, String expected) {
        if (effective < path.effectiveMtu()) {
            path.change(effective, Evidence.TOO_BIG, REPORTER, NOW, NOW.plus(Duration.ofMinutes(10)));
        }
        Path quoted = "yes".equals(known) ? path : null;
        assertEquals(expected, name(new TooBigJudge(FLOOR).judge(claim(mtu, sent), quoted, "yes".equals(live))),
            "" + number);
        assertEquals(effective, path.effectiveMtu(), "judging changes nothing");
    }

    @ParameterizedTest(name = "floor {0}: mtu {1}: {2}")
    @CsvSource({"576, 1279, BELOW_FLOOR", "576, 1280, NONE", "1400, 1399, BELOW_FLOOR", "1400, 1400, NONE"})
    void shouldObjectToAnythingOfAnIpv6PathThatEveryLinkTakes(int floor, int mtu, String expected) {
        Path ipv6 = new Path(
            1, Endpoints.of(IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2")), 1500, NOW);
        assertEquals(expected, name(new TooBigJudge(floor).judge(claim(mtu, 1500), ipv6, true)));
    }

    /** RFC 1191 7.1: 1492, 1006 and 508 are common, and 508 is below the floor, 576. */
    @ParameterizedTest(name = "sent {0}: {1}")
    @CsvSource({"65535, 32000", "9000, 8166", "1500, 1492", "1493, 1492", "1492, 1006", "1007, 1006", "1006, 576",
        "577, 576"})
    void shouldTakeTheNextPlateauBelowWhatWasSentWhereRouterNamesNoMtu(int sent, int expected) {
        assertEquals(expected, new TooBigJudge(FLOOR).mtu(claim(0, sent), path));
        assertEquals(1400, new TooBigJudge(FLOOR).mtu(claim(1400, sent), path), "what is named counts");
    }

    @Test
    void shouldTakeNoPlateauOfIpv6WhereEveryRouterNamesAnMtu() {
        Path ipv6 = new Path(
            1, Endpoints.of(IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2")), 1500, NOW);
        assertEquals("BELOW_FLOOR", name(new TooBigJudge(FLOOR).judge(claim(0, 1500), ipv6, true)));
    }

    /** RFC 792 quotes eight bytes, which are UDP's header: the path is known by its ports, and nothing else is. */
    @ParameterizedTest(name = "mtu {0}: {1}")
    @CsvSource({"1400, NONE", "1499, NONE", "1500, NOT_BELOW_EFFECTIVE", "576, NONE", "575, BELOW_FLOOR", "0, NONE"})
    void shouldLetPassWhatNamesThePathAloneWhereItsSizeMakesSense(int mtu, String expected) {
        Path inUdp = new Path(1, new Endpoints(LOCAL, REMOTE, 4500, 4501), 1500, NOW);
        TooBigClaim claim = claim(mtu, GONE).claim(mtu, TooBigClaim.NO_SPI, 0).quotedPorts(4500, 4501);
        assertEquals(expected, name(new TooBigJudge(FLOOR).judge(claim, inUdp, false)));
        assertEquals(mtu == 0 ? 1492 : mtu, new TooBigJudge(FLOOR).mtu(claim, inUdp));
    }

    @Test
    void shouldWantAnSpiOfEspThatIsNotInUdp() {
        TooBigClaim claim = claim(1400, GONE).claim(1400, TooBigClaim.NO_SPI, 0);
        assertEquals("SPI_NOT_IN_USE", name(new TooBigJudge(FLOOR).judge(claim, path, false)));
    }

    @Test
    void shouldCountPerPathAndInAll() {
        PathTable paths = new PathTable(List.of(path));
        paths.count(ClaimVerdict.UNKNOWN_PATH, null, 1);
        paths.count(ClaimVerdict.BELOW_FLOOR, paths.find(Endpoints.of(LOCAL, REMOTE)), 2);
        assertEquals(1, paths.claims().get(ClaimVerdict.UNKNOWN_PATH));
        assertEquals(2, paths.claims().get(ClaimVerdict.BELOW_FLOOR));
        assertEquals(0, path.claims().get(ClaimVerdict.UNKNOWN_PATH));
        assertEquals(2, path.claims().rejected().get("below-floor"));
        assertEquals(ClaimVerdict.values().length - 1, path.claims().rejected().size());
    }

    @Test
    void shouldFindPathsByAddressesAndPortsTogether() {
        PathTable paths = new PathTable(List.of(path));
        assertEquals(path, paths.find(Endpoints.of(LOCAL, REMOTE)));
        assertNull(paths.find(Endpoints.of(REMOTE, LOCAL)));
        assertNull(paths.find(new Endpoints(LOCAL, REMOTE, 4500, 4500)));
    }

    private static String name(ClaimVerdict objection) {
        return objection == null ? "NONE" : objection.name();
    }

    private static TooBigClaim claim(int mtu, int sent) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[TooBigClaim.HEADER_LENGTH]);
        TooBigClaim claim = new TooBigClaim().wrap(buffer, 0).claim(mtu, 0x1001, 7)
            .reporter(REPORTER.high(), REPORTER.low())
            .quoted(LOCAL.high(), LOCAL.low(), REMOTE.high(), REMOTE.low());
        return sent == GONE ? claim : claim.ledger(sent, new UnsafeBuffer(new byte[0]), 0, 0);
    }
}
