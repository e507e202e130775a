package dev.narrows.bench.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.bench.traffic.TestKey;
import dev.narrows.channel.Command;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.HandleArray;
import dev.narrows.port.Port;
import dev.narrows.sa.InboundSa;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps captures and SAs of several workers in step. */
class PartedPortTest {
    private static final int BURST = 32;
    private static final int PART = 64;

    private final HandleArray handles = new HandleArray(BURST);

    /** A queue that always has packets. */
    private static final class FullQueue implements Port {
        @Override
        public int receive(HandleArray handles) {
            return handles.capacity();
        }

        @Override
        public int transmit(HandleArray handles, int from, int count) {
            return 0;
        }

        @Override
        public long macAddress() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }

    @Test
    void shouldAskBeforeEachPartAndOnlyThen() {
        List<Integer> asked = new ArrayList<>();
        PartedPort port = new PartedPort(new FullQueue(), PART, 2, part -> {
            asked.add(part);
            return asked.size() != 2;
        });

        assertEquals(BURST, port.receive(handles));
        assertEquals(BURST, port.receive(handles));
        assertEquals(0, port.receive(handles), "the second part may not begin yet");
        for (int i = 0; i < 4; i++) {
            assertEquals(BURST, port.receive(handles));
        }
        assertEquals(List.of(0, 1, 1, 0), asked);
    }

    @Test
    void shouldKnowWhenAWholeCaptureBeginsAgain() {
        PartedPort port = PartedPort.whole(new FullQueue(), PART);

        for (int round = 0; round < 3; round++) {
            assertTrue(port.isAtStart());
            assertEquals(BURST, port.receive(handles));
            assertFalse(port.isAtStart());
            assertEquals(BURST, port.receive(handles));
        }
        assertTrue(port.isAtStart());
    }

    @Test
    void shouldBeginAPartAgainOnlyWithNewSas() {
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE);
            Transform transform = TestKey.transform(engine, Algorithm.AES_128_GCM_16);
            Tunnels tunnels = new Tunnels(1, engine, Algorithm.AES_128_GCM_16, 1)) {
            PartSa sa = new PartSa(new Renewals(tunnels.get(0), transform, 0x1000), 2);
            SaGate gate = new SaGate(List.of(List.of(sa), List.of()));
            PartSas sas = new PartSas(List.of(sa));

            assertFalse(gate.mayBegin(0), "no SA yet");
            InboundSa first = bringIn(sas);
            assertTrue(gate.mayBegin(0));
            assertFalse(gate.mayBegin(0), "packets would be replays");
            first.count(64);
            assertNull(sas.due(), "one packet is still to come");
            first.count(64);
            assertFalse(gate.mayBegin(0), "the next SA is not in use yet");
            bringIn(sas);
            assertTrue(gate.mayBegin(0));
            assertTrue(gate.mayBegin(1), "nothing to wait for");
        }
    }

    private static InboundSa bringIn(PartSas sas) {
        Command command = sas.due();
        assertNotNull(command);
        sas.carriedOut();
        return ((Renewals.NewSa)command).sa();
    }

    @Test
    void shouldWaitForTheOtherWorker() {
        WorkerCounters one = new WorkerCounters();
        WorkerCounters other = new WorkerCounters();
        FlightGate gate = new FlightGate(List.of(one, other));

        one.add(WorkerCounter.HANDED_OVER, 600);
        assertFalse(gate.mayBegin(0));
        other.add(WorkerCounter.TAKEN_OVER, 100);
        assertTrue(gate.mayBegin(0));
    }
}
