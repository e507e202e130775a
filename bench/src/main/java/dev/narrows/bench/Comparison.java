package dev.narrows.bench;

import dev.narrows.bench.gateway.Direction;
import dev.narrows.bench.peer.SecgwMode;
import dev.narrows.bench.report.Samples;
import dev.narrows.bench.report.Starts;
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
 * @param rates     packets a second, every sample of every start, by the contenders' names.
 */
record Comparison(Algorithm algorithm, Direction direction, TrafficMix mix, Map<String, Starts> rates) {
    /** What the gateway of this project is called. */
    static final String NARROWS = "narrows";
    /** What the loop around the crypto call is called in which each nonce is written just before the call. */
    static final String CRYPTO = "crypto loop";
    /** What the loop is called in which the nonces of a burst are written before its calls. */
    static final String CRYPTO_AHEAD = "crypto loop, nonces ahead";
    /** What the forwarder that does nothing else is called. */
    static final String IO = "testpmd";
    /** What the program is called that receives, seals and sends, and does nothing else. */
    static final String FLOOR = "floor in C";

    /** {@return a contender's summary, where it took part} */
    Optional<Samples> of(String contender) {
        return Optional.ofNullable(rates.get(contender)).map(Starts::summary);
    }

    /** {@return the names of the peer's modes that took part} */
    List<String> peerModes() {
        return rates.keySet().stream().filter(name -> name.startsWith(SecgwMode.PEER)).toList();
    }

    /** {@return the name of the fastest mode of the peer, with whichever crypto device, where it took part} */
    Optional<String> bestPeer() {
        return peerModes().stream().max((a, b) -> Double.compare(median(a), median(b)));
    }

    private double median(String contender) {
        return rates.get(contender).summary().median();
    }

    /** {@return Narrows' rate as a multiple of the fastest peer's} */
    Optional<Double> againstPeer() {
        return bestPeer().map(peer -> median(NARROWS) / median(peer));
    }

    /** {@return Narrows' rate as a part of the rate of what does nothing but receive, seal and send} */
    Optional<Double> againstFloor() {
        return of(FLOOR).map(floor -> median(NARROWS) / floor.median());
    }

    /** {@return the name of the faster loop of the crypto call: what it is a limit of must not stall} */
    Optional<String> cryptoLimit() {
        return List.of(CRYPTO_AHEAD, CRYPTO).stream().filter(rates::containsKey)
            .max((a, b) -> Double.compare(median(a), median(b)));
    }

    /**
     * {@return Narrows' rate as a part of what there would be if a packet took the time of the crypto call and that of
     * being received and transmitted, and no other}
     */
    Optional<Double> againstLimit() {
        return of(IO).flatMap(io -> cryptoLimit().map(crypto ->
            median(NARROWS) * (1 / io.median() + 1 / median(crypto))));
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
}
