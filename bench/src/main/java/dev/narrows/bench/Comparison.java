package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.peer.Contender;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.traffic.TrafficMix;
import dev.narrows.crypto.Algorithm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one comparison found: the packet rates of all contenders with one kind of packets.
 *
 * @param algorithm of the SAs.
 * @param direction which way packets went.
 * @param mix       of which sizes.
 * @param rates     packets a second, every sample, by the contenders' names.
 */
record Comparison(Algorithm algorithm, Direction direction, TrafficMix mix, Map<String, double[]> rates) {
    /** What the gateway of this project is called. */
    static final String NARROWS = "narrows";
    /** What the loop around the crypto call is called. */
    static final String CRYPTO = "crypto loop";
    /** What the forwarder that does nothing else is called. */
    static final String IO = "testpmd";

    private static final String PEER = "secgw";

    /** {@return a contender's summary, where it took part} */
    Optional<Samples> of(String contender) {
        return Optional.ofNullable(rates.get(contender)).map(Samples::of);
    }

    /** {@return the name of the fastest mode of the peer, where it took part} */
    Optional<String> bestPeer() {
        return rates.keySet().stream().filter(name -> name.startsWith(PEER))
            .max((a, b) -> Double.compare(median(a), median(b)));
    }

    private double median(String contender) {
        return Samples.of(rates.get(contender)).median();
    }

    /** {@return Narrows' rate as a multiple of the fastest peer's} */
    Optional<Double> againstPeer() {
        return bestPeer().map(peer -> median(NARROWS) / median(peer));
    }

    /**
     * {@return Narrows' rate as a part of what there would be if a packet took the time of the crypto call and that of
     * being received and transmitted, and no other}
     */
    Optional<Double> againstLimit() {
        return rates.containsKey(IO) && rates.containsKey(CRYPTO)
            ? Optional.of(median(NARROWS) * (1 / median(IO) + 1 / median(CRYPTO))) : Optional.empty();
    }

    /** {@return the parameters for a report} */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("algorithm", algorithm.configName());
        parameters.put("direction", direction.label());
        parameters.put("packets", mix.label());
        return parameters;
    }

    static String ratio(Optional<Double> ratio) {
        return ratio.map(value -> String.format(Locale.ROOT, "%.2f", value)).orElse("-");
    }

    /** Names contenders, in the order in which they take their turns. */
    static List<String> names(List<Contender> contenders) {
        return contenders.stream().map(Contender::name).toList();
    }
}
