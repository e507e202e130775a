package dev.narrows.control;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * The text of a random configuration that is valid as a rule, at the edges of what is allowed wherever there are any.
 */
final class FuzzedConfig {
    private static final String[] ALGORITHMS = {"aes-128-gcm-16", "aes-128-gcm-16-iiv", "auth-only-aes-128-gmac"};

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int keys;

    private FuzzedConfig(Random random) {
        this.random = random;
    }

    /**
     * Makes a configuration.
     *
     * @param random decides.
     * @return YAML.
     */
    static String of(Random random) {
        FuzzedConfig config = new FuzzedConfig(random);
        config.write();
        return config.text.toString();
    }

    private void write() {
        boolean isIpv6 = chance(2);
        int workers = 1 + random.nextInt(3);
        line("state-dir: /var/lib/narrows");
        line("worker: {cpus: " + IntStream.range(0, workers).boxed().toList() + "}");
        int least = isIpv6 ? 1280 : 576;
        int outside = edge(least, 9216);
        line("ports:");
        line("  inside: {device: d0, side: protected, mtu: " + edge(least, 9216) + ", address: "
            + (isIpv6 ? "[10.1.0.1/24, \"2001:db8:1::1/64\"]" : "10.1.0.1/24") + "}");
        line("  outside: {device: d1, side: unprotected, mtu: " + outside + ", address: "
            + (isIpv6 ? "[192.0.1.2/24, \"2001:db8:a::2/64\"]" : "192.0.1.2/24") + "}");
        line("pmtu: {floor: " + edge(68, Math.min(1500, outside)) + ", raise-after: " + duration()
            + ", validate-every: "
            + duration() + ", ptb: " + one("verify", "trust", "ignore") + "}");
        line("icmp: {per-source: " + edge(1, 10) + ", total: " + edge(10, 100_000) + "}");
        int tunnels = random.nextInt(5);
        StringBuilder routes = new StringBuilder("routes:\n  - {to: 0.0.0.0/0, via: 192.0.1.1}\n");
        if (isIpv6) {
            routes.append("  - {to: \"::/0\", via: \"2001:db8:a::1\"}\n");
        }
        if (tunnels > 0) {
            line("tunnels:");
        }
        for (int i = 0; i < tunnels; i++) {
            tunnel(i, isIpv6 && chance(2), workers, routes);
        }
        text.append(routes);
        if (chance(2)) {
            line("policies:");
            line("  - {action: " + one("bypass", "discard") + ", local: 10.1.0.0/24, remote: 10.200.0.0/16}");
        }
    }

    private void tunnel(int i, boolean isIpv6, int workers, StringBuilder routes) {
        boolean isTransport = chance(6);
        boolean isInterface = !isTransport && chance(3);
        String remote = isIpv6 ? "\"2001:db8:b::" + (i + 2) + "\""
            : "192.0.2." + (isTransport ? i + 2 : 2 + random.nextInt(2) * 20);
        line("  t" + i + ":");
        line("    local: " + (isIpv6 ? "\"2001:db8:a::2\"" : "192.0.1.2"));
        line("    remote: " + remote);
        if (chance(3)) {
            line("    udp-encapsulation: {keepalive: " + one("off", duration()) + "}");
        }
        if (chance(2)) {
            line("    tcp-mss: " + one("off", "auto", "" + edge(536, 9176)));
        }
        if (isTransport) {
            line("    mode: transport");
            if (chance(2)) {
                line("    probe: {}");
            }
        } else {
            line("    df: " + one("copy", "set", "clear"));
            line("    fragment: " + one("before", "after"));
            line("    tfc: " + one("off", "mtu", "" + edge(68, 9216)));
            if (chance(2)) {
                line("    dummy-interval: " + duration());
            }
            if (chance(2)) {
                line("    probe: {from: 10.1.0.1, to: 10." + (i + 2) + ".0.1}");
            }
            if (isInterface) {
                routes.append("  - {to: 10." + (i + 2) + ".0.0/16, tunnel: t" + i + "}\n");
                if (chance(2)) {
                    line("    mtu: " + edge(68, 9216));
                }
            } else {
                line("    policies:");
                line("      - {local: 10.1.0.0/24, remote: 10." + (i + 2) + ".0.0/16}");
            }
        }
        sas("out", 0x1000 + 0x100 * i, workers);
        sas("in", 0x1000 + 0x100 * i, workers);
    }

    private void sas(String direction, int spi, int workers) {
        if (chance(5)) {
            return;
        }
        line("    " + direction + ":");
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            String worker = i == 0 ? "" : ", worker: " + (i - 1);
            if (i > workers) {
                break;
            }
            boolean isEsn = chance(3);
            line("      - {spi: " + (spi + i) + ", algorithm: " + one(ALGORITHMS) + ", key: \""
                + String.format("%036x", 0xABCDL << 20 | ++keys) + "cafe\", esn: " + isEsn + worker
                + (chance(3) ? ", sequence: " + one("0", "4194304", "4294967000") : "") + lifetime() + "}");
        }
    }

    private String lifetime() {
        return chance(2) ? "" : ", lifetime: {" + one("soft-time: 1s, hard-time: 168h", "soft-time: 30m, hard-time: 1h",
            "hard-time: 1s", "hard-bytes: 1", "soft-bytes: 1, hard-bytes: 1000000", "soft-packets: 1, hard-packets: 3")
            + "}";
    }

    private String duration() {
        return one("1s", "1s", "5s", "20s", "10m", "168h");
    }

    /** Mostly one of the two ends, and what is next to them. */
    private int edge(int least, int most) {
        return switch (random.nextInt(5)) {
            case 0 -> least;
            case 1, 3 -> Math.min(least + 1 + random.nextInt(4), most);
            case 2 -> most;
            default -> random.nextInt(least, most + 1);
        };
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean chance(int in) {
        return random.nextInt(in) == 0;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
