package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.Transform;
import dev.narrows.packet.HandleArray;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.Tunnel;
import dev.narrows.sa.TunnelSettings;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookAheadTest {
    private static final int SPI = 0x1234_5678;
    private static final int MTU = 1500;
    private static final long MAC = 0x0200_0000_0001L;
    private static final IpAddress LOCAL = IpAddress.parse("10.1.0.1");
    private static final IpAddress REMOTE = IpAddress.parse("10.2.0.1");

    private final InMemoryPool pool = new InMemoryPool(Worker.BURST);
    private final HandleArray burst = new HandleArray(Worker.BURST);
    private final PolicyTable policies = new PolicyTable();
    private final Int2ObjectHashMap<InboundSa> sasBySpi = new Int2ObjectHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final LookAhead lookAhead = new LookAhead(policies, sasBySpi, 2);
    private int count;

    @BeforeEach
    void makeSas() {
        protect(1, "10.1.0.0/16", "10.2.0.0/16", "v4");
        protect(2, "2001:db8:1::/48", "2001:db8:2::/48", "v6");
        policies.add(new Policy(3, 3, Selectors.of(IpPrefix.parse("10.1.0.0/16"), IpPrefix.parse("10.3.0.0/16")),
            PolicyAction.BYPASS, null));
        for (int spi = SPI; spi < SPI + 2; spi++) {
            sasBySpi.put(spi, new InboundSa(spi, spi, tunnel(), new Recorder("in " + (spi - SPI)),
                Numbering.standard(Numbering.DEFAULT_REPLAY_WINDOW)));
        }
    }

    @AfterEach
    void close() {
        clear();
        pool.close();
    }

    @Test
    void shouldReadTheKeysThatABurstFromInsideWillNeed() {
        add(TestFrames.ofLength(MAC, LOCAL, REMOTE, 100, true));
        add(new Ipv6FrameBuilder().addresses("2001:db8:1::5", "2001:db8:2::6").payload(IpProtocol.UDP, new byte[8])
            .frame());
        add(TestFrames.ofLength(MAC, LOCAL, REMOTE, 900, true));

        lookAhead.begin(PortSide.PROTECTED, burst, count);

        assertEquals(List.of("v4 114", "v6 62", "v4 914"), asked);
    }

    @Test
    void shouldReadNothingForPacketsWithoutATunnel() {
        add(TestFrames.ofLength(MAC, LOCAL, IpAddress.parse("10.3.0.1"), 100, true));
        add(TestFrames.ofLength(MAC, LOCAL, IpAddress.parse("10.9.0.1"), 100, true));
        add(new byte[0]);
        add(new byte[33]);

        lookAhead.begin(PortSide.PROTECTED, burst, count);

        assertEquals(List.of(), asked);
    }

    @Test
    void shouldForgetTheBurstBefore() {
        add(TestFrames.ofLength(MAC, LOCAL, REMOTE, 100, true));
        lookAhead.begin(PortSide.PROTECTED, burst, count);
        clear();
        add(TestFrames.ofLength(MAC, LOCAL, IpAddress.parse("10.9.0.1"), 100, true));
        lookAhead.begin(PortSide.PROTECTED, burst, count);

        assertEquals(List.of("v4 114"), asked);
    }

    @Test
    void shouldReadTheKeysThatABurstFromOutsideWillNeed() {
        add(esp(SPI));
        add(esp(SPI + 1));
        add(esp(SPI + 2));
        add(new Ipv6FrameBuilder().addresses("2001:db8::1", "2001:db8::2")
            .payload(IpProtocol.ESP, espBytes(SPI + 1)).frame());
        add(TestFrames.udp(MAC, LOCAL, REMOTE, 4500, 4500, espBytes(SPI)));
        add(new byte[41]);

        lookAhead.begin(PortSide.UNPROTECTED, burst, count);

        assertEquals(List.of("in 0 54", "in 1 54", "in 1 74", "in 0 62"), asked);
    }

    @Test
    void shouldDoNothingWhereFewSasAreInUse() {
        LookAhead other = new LookAhead(policies, sasBySpi, 4);
        add(TestFrames.ofLength(MAC, LOCAL, REMOTE, 100, true));
        other.begin(PortSide.PROTECTED, burst, count);
        clear();
        add(esp(SPI));
        other.begin(PortSide.UNPROTECTED, burst, count);

        assertEquals(List.of(), asked);
    }

    @Test
    void shouldChangeNothingWhateverComes() {
        Random random = new Random(1);
        for (int run = 0; run < 2000; run++) {
            clear();
            List<byte[]> frames = new ArrayList<>();
            for (int i = 0; i < Worker.BURST; i++) {
                byte[] frame = random.nextBoolean() ? esp(SPI + random.nextInt(3))
                    : TestFrames.ofLength(MAC, LOCAL, REMOTE, 60 + random.nextInt(1000), true);
                int length = random.nextInt(frame.length + 1);
                byte[] damaged = Arrays.copyOf(frame, length);
                for (int change = random.nextInt(4); change > 0 && length > 0; change--) {
                    damaged[random.nextInt(length)] = (byte)random.nextInt();
                }
                frames.add(damaged);
                add(damaged);
            }
            lookAhead.begin(random.nextBoolean() ? PortSide.PROTECTED : PortSide.UNPROTECTED, burst, count);
            for (int i = 0; i < count; i++) {
                assertArrayEquals(frames.get(i), bytes(burst.get(i)));
            }
        }
    }

    private void protect(int id, String local, String remote, String name) {
        Tunnel tunnel = tunnel();
        tunnel.use(new OutboundSa(id, id, tunnel, new Recorder(name),
            new EspOverhead(tunnel.addedHeadersLength(), Algorithm.AES_128_GCM_16), SequenceSpace.STANDARD, 0, 1000));
        policies.add(new Policy(id, id, Selectors.of(IpPrefix.parse(local), IpPrefix.parse(remote)),
            PolicyAction.PROTECT, tunnel));
    }

    private static Tunnel tunnel() {
        return new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), new OuterPath(0, Endpoints.of(LOCAL, REMOTE), MTU));
    }

    private static byte[] esp(int spi) {
        return TestFrames.payload(MAC, LOCAL, REMOTE, IpProtocol.ESP, espBytes(spi));
    }

    private static byte[] espBytes(int spi) {
        byte[] esp = new byte[20];
        new UnsafeBuffer(esp).putInt(0, spi, ByteOrder.BIG_ENDIAN);
        return esp;
    }

    private void add(byte[] frame) {
        burst.set(count, pool.allocate(frame));
        count++;
    }

    private void clear() {
        for (int i = 0; i < count; i++) {
            pool.free(burst.get(i));
        }
        count = 0;
    }

    private static byte[] bytes(long handle) {
        Packet packet = new Packet();
        packet.wrap(handle);
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.offset(), bytes);
        return bytes;
    }

    /** Writes down what it is asked to read. */
    private final class Recorder implements Transform {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public Algorithm algorithm() {
            return Algorithm.AES_128_GCM_16;
        }

        @Override
        public String engine() {
            return "none";
        }

        @Override
        public void seal(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
            throw new AssertionError("sealed");
        }

        @Override
        public boolean open(UnsafeBuffer buffer, int espOffset, int length, long sequence) {
            throw new AssertionError("opened");
        }

        @Override
        public void prefetch(int length) {
            asked.add(name + " " + length);
        }

        @Override
        public void close() {
        }
    }
}
