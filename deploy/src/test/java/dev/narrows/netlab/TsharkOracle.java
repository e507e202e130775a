package dev.narrows.netlab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A second opinion about what is on the wire: tshark, given the keys.
 */
final class TsharkOracle {
    private TsharkOracle() {
    }

    /**
     * An ESP packet as tshark sees it.
     *
     * @param spi          its SPI.
     * @param isAuthentic  whether tshark found the ICV good.
     * @param innerLength  the total length of the packet inside, in bytes; empty where tshark found none.
     */
    record Opened(long spi, boolean isAuthentic, String innerLength) {
        private static Opened of(String line) {
            String[] fields = line.split("\t", -1);
            return new Opened(Long.decode(fields[0]), "1".equals(fields[1]) || "True".equals(fields[1]),
                fields[2].contains(",") ? fields[2].substring(fields[2].lastIndexOf(',') + 1) : "");
        }
    }

    /** Opens every ESP packet of a capture. */
    static List<Opened> open(Capture capture, Association... associations) {
        List<String> words = new ArrayList<>(List.of("tshark", "-r", capture.file().toString(), "-Y", "esp",
            "-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE"));
        for (Association association : associations) {
            words.addAll(List.of("-o", String.format(Locale.ROOT, "uat:esp_sa:\"IPv4\",\"*\",\"*\",\"%s\",%s",
                association.hexSpi(), association.cipher().tshark(association.key()))));
        }
        words.addAll(List.of("-T", "fields", "-e", "esp.spi", "-e", "esp.icv_good", "-e", "ip.len"));
        return Command.run(words.toArray(String[]::new)).expectSuccess().output().lines()
            .filter(line -> line.startsWith("0x")).map(Opened::of).toList();
    }
}
