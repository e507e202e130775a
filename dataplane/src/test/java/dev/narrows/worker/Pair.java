package dev.narrows.worker;

import java.util.function.UnaryOperator;

/** Both ends of a tunnel, for the time of a scene. */
final class Pair {
    private Pair() {
    }

    /** What a test does with both ends. */
    interface Scene {
        void play(GatewayFixture b, GatewayFixture c);
    }

    /** Starts both ends alike, and sees at the end that they have lost no packet. */
    static void with(UnaryOperator<GatewayOptions> options, Scene scene) {
        try (GatewayFixture b = options.apply(GatewayOptions.b()).start();
            GatewayFixture c = options.apply(GatewayOptions.c()).start()) {
            scene.play(b, c);
        }
    }
}
