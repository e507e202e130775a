package dev.narrows.esp;

import dev.narrows.crypto.Algorithm;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.FrameBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;

/** Scapy in a process of its own, which seals and opens ESP packets on request. */
final class ScapyOracle implements AutoCloseable {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;

    private ScapyOracle(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.US_ASCII);
        requests = process.outputWriter(StandardCharsets.US_ASCII);
    }

    /** Starts scapy, or skips the test where it is not installed. */
    static ScapyOracle start() {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON), "there is no " + PYTHON + ": apt install python3-scapy");
        try (InputStream script = ScapyOracle.class.getResourceAsStream("scapy_oracle.py")) {
            String source = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            ScapyOracle oracle = new ScapyOracle(new ProcessBuilder(PYTHON.toString(), "-c", source)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
            boolean ready = "ready".equals(oracle.answers.readLine());
            if (!ready) {
                oracle.close();
            }
            Assumptions.assumeTrue(ready, "scapy does not start: apt install python3-scapy python3-cryptography");
            return oracle;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seals in tunnel mode over IPv4 with the keying material of {@link TestTunnel}. */
    byte[] seal(Algorithm algorithm, int spi, boolean esn, long sequence, byte[] iv, int tos, int identification,
        boolean dontFragment, byte[] inner) {
        byte[] header = new FrameBuilder().addresses(TestTunnel.SENDER, TestTunnel.RECEIVER).tos(tos)
            .identification(identification).dontFragment(dontFragment).packet();
        return seal(algorithm, spi, esn, sequence, iv, header, TestTunnel.OUTER, inner);
    }

    /** Seals; without an outer header in transport mode. */
    byte[] seal(Algorithm algorithm, int spi, boolean esn, long sequence, byte[] iv, byte[] outerHeader,
        Endpoints sender, byte[] inner) {
        return ask("seal " + association(algorithm, spi, esn, sequence) + " " + (sequence & 0xFFFF_FFFFL) + " "
            + hex(iv) + " " + hex(outerHeader) + " " + ports(sender) + " " + hex(inner));
    }

    /** Seals by any algorithm that {@code scapy_oracle.py} has a name for, with any keying material. */
    byte[] seal(String algorithm, byte[] material, int spi, int sequence, byte[] iv, byte[] outerHeader,
        Endpoints sender,
        byte[] inner) {
        return ask("seal " + algorithm + " " + hex(material) + " " + spi + " - " + sequence + " " + hex(iv) + " "
            + hex(outerHeader) + " " + ports(sender) + " " + hex(inner));
    }

    /** Opens; of the sequence number the high half alone counts, and only where numbers are extended. */
    byte[] open(Algorithm algorithm, int spi, boolean esn, long sequence, byte[] outer) {
        byte[] header = new FrameBuilder().addresses(TestTunnel.SENDER, TestTunnel.RECEIVER).packet();
        return open(algorithm, spi, esn, sequence, header, TestTunnel.OUTER, outer);
    }

    /** Opens; without an outer header in transport mode, with one of any content in tunnel mode. */
    byte[] open(Algorithm algorithm, int spi, boolean esn, long sequence, byte[] outerHeader, Endpoints sender,
        byte[] outer) {
        return ask("open " + association(algorithm, spi, esn, sequence) + " " + hex(outerHeader) + " "
            + ports(sender) + " " + hex(outer));
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }

    private static String ports(Endpoints sender) {
        return sender.isUdp() ? sender.localPort() + "," + sender.remotePort() : "-";
    }

    private static String association(Algorithm algorithm, int spi, boolean esn, long sequence) {
        return algorithm.configName() + " " + TestTunnel.materialHex(algorithm) + " " + spi + " "
            + (esn ? Long.toString(sequence >>> Integer.SIZE) : "-");
    }

    private byte[] ask(String request) {
        try {
            requests.write(request + "\n");
            requests.flush();
            String answer = answers.readLine();
            if (answer == null || answer.startsWith("error")) {
                throw new AssertionError("scapy: " + answer);
            }
            return HexFormat.of().parseHex(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
