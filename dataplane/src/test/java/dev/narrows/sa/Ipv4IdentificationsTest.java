package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.wire.IpAddress;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reassembly knows addresses, protocol and identification, and no ports (RFC 6864 4.3). */
class Ipv4IdentificationsTest {
    private static final IpAddress LOCAL = IpAddress.parse("192.0.1.2");
    private static final IpAddress REMOTE = IpAddress.parse("192.0.2.2");
    private static final int PORT = 4500;

    private final Ipv4Identifications identifications = new Ipv4Identifications();

    @Test
    void shouldGiveNoIdentificationTwiceToPathsThatDifferInTheirPorts() {
        OuterPath one = path(new Endpoints(LOCAL, REMOTE, PORT, PORT));
        OuterPath other = path(new Endpoints(LOCAL, REMOTE, PORT, PORT + 1));
        BitSet given = new BitSet();
        for (int i = 0; i < 1 << 15; i++) {
            for (OuterPath path : new OuterPath[] {one, other}) {
                int identification = path.nextIdentification();
                assertTrue(identification >>> Short.SIZE == 0 && !given.get(identification),
                    () -> "identification " + identification + " came twice");
                given.set(identification);
            }
        }
        assertEquals(1 << 16, given.cardinality());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 64})
    void shouldGiveNoIdentificationToTwoWorkers(int workers) {
        BitSet given = new BitSet();
        int each = (1 << 16) / workers;
        for (int worker = 0; worker < workers; worker++) {
            Ipv4Identifications.Sequence sequence =
                new Ipv4Identifications(worker, workers).of(Endpoints.of(LOCAL, REMOTE));
            for (int i = 0; i < each; i++) {
                int identification = sequence.next();
                assertTrue(identification >>> Short.SIZE == 0 && !given.get(identification),
                    () -> "identification " + identification + " came twice");
                given.set(identification);
            }
            assertTrue(given.get(sequence.next()), "they return once all have been given");
        }
        assertEquals(each * workers, given.cardinality());
    }

    @Test
    void shouldKeepSequencesApartByAddressesAndProtocol() {
        Ipv4Identifications.Sequence udp = identifications.of(new Endpoints(LOCAL, REMOTE, PORT, PORT));
        assertSame(udp, identifications.of(new Endpoints(LOCAL, REMOTE, 1, 2)));
        assertNotSame(udp, identifications.of(Endpoints.of(LOCAL, REMOTE)));
        assertSame(identifications.of(Endpoints.of(LOCAL, REMOTE)), identifications.of(Endpoints.of(LOCAL, REMOTE)));
        assertNotSame(udp, identifications.of(new Endpoints(LOCAL, IpAddress.parse("192.0.2.3"), PORT, PORT)));
        assertNotSame(udp, identifications.of(new Endpoints(IpAddress.parse("192.0.1.3"), REMOTE, PORT, PORT)));
    }

    private OuterPath path(Endpoints endpoints) {
        return new OuterPath(0, endpoints, 1500, identifications.of(endpoints));
    }
}
