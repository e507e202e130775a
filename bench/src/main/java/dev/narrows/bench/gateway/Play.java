package dev.narrows.bench.gateway;

import dev.narrows.bench.traffic.Spread;
import dev.narrows.bench.traffic.TrafficMix;

/**
 * What a gateway is to do.
 *
 * @param direction which way packets go.
 * @param mix       of which sizes.
 * @param spread    over which workers.
 */
record Play(Direction direction, TrafficMix mix, Spread spread) {
    Play(Direction direction, TrafficMix mix) {
        this(direction, mix, Spread.ONE);
    }
}
