package dev.narrows.fragment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.narrows.stats.DropReason;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fragments and datagrams compared with those of Scapy, an implementation by others. */
class ScapyTest {
    private static final long SEED = 0x5343_4150_59L;
    private static final String PYTHON = "/usr/bin/python3";
    private static final int CASES = 50;
    private static final HexFormat HEX = HexFormat.of();
    /**
     * Reads "fragment SIZE PACKET" or "join FRAGMENT,FRAGMENT,..." from each line, with a 6 behind the word for IPv6,
     * where the packet to fragment has a fragment header; writes packets joined by commas.
     */
    private static final String SCRIPT = """
        import sys
        from scapy.all import IP, IPv6, Raw, conf, defragment, defragment6, fragment, fragment6
        conf.debug_dissector = False
        for line in sys.stdin:
            word, *rest = line.split()
            if word == "fragment":
                made = fragment(IP(bytes.fromhex(rest[1])), fragsize=int(rest[0]))
            elif word == "fragment6":
                made = fragment6(IPv6(bytes.fromhex(rest[1])), int(rest[0]))
            elif word == "join6":
                made = [defragment6([IPv6(bytes.fromhex(part)) for part in rest[0].split(",")])]
            else:
                made = defragment([IP(bytes.fromhex(part)) for part in rest[0].split(",")])
            print(",".join(bytes(packet).hex() for packet in made))
        """;

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void skipWithoutScapy() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
        Process process = new ProcessBuilder(PYTHON, "-c", "import scapy.all").redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assumeTrue(process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0, "no Scapy for " + PYTHON);
    }

    @Test
    void shouldFragmentAsScapyDoes() throws IOException, InterruptedException {
        List<String> questions = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            byte[] packet = packet(i, i % 3 == 0, i % 4 == 0 ? 800 : 0);
            int size = 8 * (1 + random.nextInt(60));
            questions.add("fragment " + size + " " + HEX.formatHex(packet));
            answers.add(joined(Fragments.of(packet, 20 + size)));
        }
        assertEquals(String.join("\n", ask(questions)), String.join("\n", answers), "seed " + SEED);
    }

    @Test
    void shouldMakeFragmentsThatScapyPutsTogether() throws IOException, InterruptedException {
        List<String> questions = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            byte[] packet = packet(i, false, 0);
            List<byte[]> fragments = new ArrayList<>(Fragments.of(packet, 28 + random.nextInt(500)));
            // Scapy 2.6 takes a datagram for complete, or for broken, once its last fragment has come.
            Collections.shuffle(fragments.subList(0, fragments.size() - 1), random);
            questions.add("join " + joined(fragments));
            answers.add(HEX.formatHex(packet));
        }
        assertEquals(String.join("\n", answers), String.join("\n", ask(questions)), "seed " + SEED);
    }

    @Test
    void shouldPutScapysFragmentsTogether() throws IOException, InterruptedException {
        List<String> questions = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            packets.add(packet(i, false, 0));
            questions.add("fragment " + (8 + random.nextInt(500)) + " " + HEX.formatHex(packets.get(i)));
        }
        List<String> fragmented = ask(questions);
        Reassembly reassembly = new Reassembly(1, 2000, 1, 1);
        for (int i = 0; i < CASES; i++) {
            List<String> fragments = new ArrayList<>(List.of(fragmented.get(i).split(",", -1)));
            Collections.shuffle(fragments, random);
            for (String fragment : fragments) {
                byte[] bytes = HEX.parseHex(fragment);
                assertEquals(DropReason.FRAGMENT_TAKEN, reassembly.accept(Fragments.header(bytes), 0));
            }
            assertTrue(reassembly.isComplete(), "seed " + SEED + ", case " + i);
            byte[] whole = new byte[reassembly.completedLength()];
            reassembly.copyTo(new UnsafeBuffer(whole), 0);
            assertEquals(HEX.formatHex(packets.get(i)), HEX.formatHex(whole), "seed " + SEED + ", case " + i);
        }
    }

    @Test
    void shouldMakeIpv6FragmentsThatScapyPutsTogether() throws IOException, InterruptedException {
        List<String> questions = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            byte[] packet = packetV6().payload(99, payload()).packet();
            // Scapy does not put them in order.
            questions.add("join6 " + joined(Fragments.of(packet, 200 + random.nextInt(400))));
            answers.add(HEX.formatHex(packet));
        }
        assertEquals(String.join("\n", answers), String.join("\n", ask(questions)), "seed " + SEED);
    }

    @Test
    void shouldPutScapysIpv6FragmentsTogether() throws IOException, InterruptedException {
        List<String> questions = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            byte[] payload = payload();
            long seed = random.nextLong();
            packets.add(packetV6(new Random(seed)).payload(99, payload).packet());
            byte[] withFragmentHeader = packetV6(new Random(seed)).fragment(false, 0, i).payload(99, payload).packet();
            questions.add("fragment6 " + (1280 + random.nextInt(200)) + " " + HEX.formatHex(withFragmentHeader));
        }
        List<String> fragmented = ask(questions);
        Reassembly reassembly = new Reassembly(1, 4000, 1, 1);
        for (int i = 0; i < CASES; i++) {
            List<String> fragments = new ArrayList<>(List.of(fragmented.get(i).split(",", -1)));
            Collections.shuffle(fragments, random);
            for (String fragment : fragments) {
                assertEquals(DropReason.FRAGMENT_TAKEN,
                    reassembly.accept(Fragments.header(HEX.parseHex(fragment)), 0));
            }
            assertTrue(reassembly.isComplete(), "seed " + SEED + ", case " + i);
            byte[] whole = new byte[reassembly.completedLength()];
            reassembly.copyTo(new UnsafeBuffer(whole), 0);
            assertEquals(HEX.formatHex(packets.get(i)), HEX.formatHex(whole), "seed " + SEED + ", case " + i);
        }
    }

    private Ipv6FrameBuilder packetV6() {
        return packetV6(random);
    }

    private static Ipv6FrameBuilder packetV6(Random of) {
        Ipv6FrameBuilder builder = new Ipv6FrameBuilder().addresses("2001:db8::1", "2001:db8::2")
            .trafficClass(of.nextInt(256)).flowLabel(of.nextInt(1 << 20)).hopLimit(1 + of.nextInt(255));
        return of.nextBoolean() ? builder : builder.options(IpProtocol.HOP_BY_HOP, 8 * (1 + of.nextInt(4)));
    }

    private byte[] payload() {
        byte[] payload = new byte[1500 + random.nextInt(1500)];
        random.nextBytes(payload);
        return payload;
    }

    private byte[] packet(int identification, boolean isFollowed, int offset) {
        byte[] payload = new byte[8 * (63 + random.nextInt(100)) + (isFollowed ? 0 : random.nextInt(8))];
        random.nextBytes(payload);
        return new FrameBuilder()
            .addresses(0xC0000102, 0xC0000202)
            .identification(identification)
            .tos(random.nextInt(256))
            .ttl(1 + random.nextInt(255))
            .fragment(isFollowed, offset)
            .payload(99, payload)
            .packet();
    }

    private List<String> ask(List<String> questions) throws IOException, InterruptedException {
        Path input = Files.write(directory.resolve("questions"), questions, US_ASCII);
        Path output = directory.resolve("answers");
        Process process = new ProcessBuilder(PYTHON, "-c", SCRIPT)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "Scapy did not answer");
        assertEquals(0, process.exitValue());
        List<String> answers = Files.readAllLines(output, US_ASCII);
        assertEquals(questions.size(), answers.size());
        return answers;
    }

    private static String joined(List<byte[]> packets) {
        return String.join(",", packets.stream().map(HEX::formatHex).toList());
    }
}
