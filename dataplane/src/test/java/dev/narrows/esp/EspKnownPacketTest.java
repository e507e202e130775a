package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.crypto.TestEngines;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Ipv4;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One packet that another implementation, scapy 2.5, made: AES-GCM with a 128-bit key, sequence number and IV 7. */
class EspKnownPacketTest {
    private static final byte[] SCAPY = HexFormat.of().parseHex("45000058123440004032a53bc0000102c0000202"
        + "00001001000000070000000000000007"
        + "6db266859a2a74aa8ccdbf4c44cd2261fcc6b4474c30f06d8cc7e441d9b67f56b2a6a8e8"
        + "25857fbb4c1c44a4bb25626977704f99");

    private static final String KEY = "000102030405060708090a0b0c0d0e0fcafebabe";

    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldMakeThatPacketBitForBit(EngineChoice choice) {
        try (TestTunnel tunnel = tunnel(TestEngines.open(choice))) {
            byte[] packet = tunnel.encapsulate(inner());
            // Scapy was told to use an identification; here a packet with DF has none.
            new Ipv4().wrap(new UnsafeBuffer(packet), 0).identification(0x1234).computeChecksum();
            assertArrayEquals(SCAPY, packet);
        }
    }

    @ParameterizedTest
    @EnumSource(value = EngineChoice.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldOpenThatPacket(EngineChoice choice) {
        try (TestTunnel tunnel = tunnel(TestEngines.open(choice))) {
            assertNull(tunnel.decapsulate(SCAPY));
            assertArrayEquals(inner(), tunnel.lastInner);
        }
    }

    private static byte[] inner() {
        return new FrameBuilder()
            .addresses(0x0A010002, 0x0A020002)
            .identification(1)
            .udp(1000, 2000, "hello".getBytes(StandardCharsets.US_ASCII))
            .packet();
    }

    private static TestTunnel tunnel(CryptoEngine engine) {
        return new TestTunnel(engine, Algorithm.AES_128_GCM_16, KEY, DfPolicy.SET, 6, SequenceSpace.STANDARD.last());
    }
}
