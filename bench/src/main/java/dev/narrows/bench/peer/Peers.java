package dev.narrows.bench.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs of others that {@code bench/peers/build} has made.
 *
 * @param folder where they are.
 */
public record Peers(Path folder) {
    /** {@return DPDK's example gateway} */
    public Path secgw() {
        return folder.resolve("ipsec-secgw");
    }

    /** {@return DPDK's program that forwards and does nothing else} */
    public Path testpmd() {
        return folder.resolve("dpdk-testpmd");
    }

    /** {@return whether they are there} */
    public boolean areThere() {
        return Files.isExecutable(secgw()) && Files.isExecutable(testpmd());
    }

    /** {@return a command whose output comes line by line} */
    static List<String> lineByLine(Path program) {
        return List.of("stdbuf", "-oL", program.toString());
    }
}
