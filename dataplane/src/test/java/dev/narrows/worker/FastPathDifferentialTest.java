package dev.narrows.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.sa.TunnelSettings;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The fast path and the stages decide alike: random bursts, plain and odd mixed, with changes by the control plane in
 * between, through a worker with the fast path and through one without.
 */
class FastPathDifferentialTest {
    private static final int ROUNDS = Integer.getInteger("narrows.rounds", 400);

    /** What the gateways are. */
    enum Kind {
        PLAIN, IPV6_OUTSIDE, UDP, UDP_OVER_IPV6, SET_DF, CLEAR_DF, EXTENDED, IMPLICIT_IV, GMAC, NULL_HMAC, CBC_HMAC,
        CBC_HMAC_384_EXTENDED, CBC_HMAC_512, MIXED, CHACHA, GCM_256, GCM_192,
        INTERFACE, DSCP, CLAMPED, LIFETIME, TFC;

        GatewayOptions options(boolean isB, EngineChoice engine) {
            GatewayOptions options = GatewayOptions.end(isB).engine(engine).numbering(Numbering.standard(64));
            return switch (this) {
                case PLAIN -> options;
                case IPV6_OUTSIDE -> options.outer(true, false);
                case UDP -> options.outer(false, true);
                case UDP_OVER_IPV6 -> options.outer(true, true);
                case SET_DF -> options.df(DfPolicy.SET);
                case CLEAR_DF -> options.df(DfPolicy.CLEAR);
                case EXTENDED -> options.numbering(new Numbering(SequenceSpace.EXTENDED, 0xFFFF_FF00L, 128));
                case IMPLICIT_IV -> options.algorithm(Algorithm.AES_256_GCM_16_IIV);
                case GMAC -> options.algorithm(Algorithm.AUTH_ONLY_AES_128_GMAC);
                case NULL_HMAC -> options.algorithm(Algorithm.AUTH_ONLY_NULL_HMAC_SHA_256_128);
                case CBC_HMAC -> options.algorithm(Algorithm.AES_128_CBC_HMAC_SHA_256_128);
                case CBC_HMAC_384_EXTENDED -> options.algorithm(Algorithm.AES_128_CBC_HMAC_SHA_384_192)
                    .numbering(new Numbering(SequenceSpace.EXTENDED, 0xFFFF_FF00L, 128));
                case CBC_HMAC_512 -> options.algorithm(Algorithm.AES_256_CBC_HMAC_SHA_512_256);
                // Some of what leaves goes by another tunnel's SA, and half of what arrives comes by another SA.
                case MIXED -> options.algorithm(Algorithm.AES_128_CBC_HMAC_SHA_256_128)
                    .spokeAlgorithm(Algorithm.AES_256_CBC_HMAC_SHA_512_256)
                    .policy(PolicyAction.PROTECT,
                        Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("10.2.0.4/30")),
                        GatewayOptions.Leads.TO_THE_SPOKE);
                case CHACHA -> options.algorithm(Algorithm.CHACHA20_POLY1305);
                case GCM_256 -> options.algorithm(Algorithm.AES_256_GCM_16);
                case GCM_192 -> options.algorithm(Algorithm.AES_192_GCM_16);
                case INTERFACE -> options.asInterface(1400);
                case DSCP -> options.dscp(46);
                case CLAMPED -> options.tcpMss(TunnelSettings.CLAMP_TO_MTU).fragmentAfter();
                // The peer must be able to go on.
                case LIFETIME -> isB ? options.lifetime(new Lifetime(Lifetime.Limit.NONE,
                    new Lifetime.Limit(100_000, 200_000), new Lifetime.Limit(400, 900))) : options;
                case TFC -> options.tfc(300);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsSentCountedAndToldIsTheSameByBothWaysWithBouncyCastle(Kind kind) {
        compare(kind, EngineChoice.BOUNCY_CASTLE, new Random().nextLong());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Tag("ipsec-mb")
    void whatIsSentCountedAndToldIsTheSameByBothWaysWithIpsecMb(Kind kind) {
        compare(kind, EngineChoice.IPSEC_MB, new Random().nextLong());
    }

    private static void compare(Kind kind, EngineChoice engine, long seed) {
        int round = 0;
        try (TwoWays ways = new TwoWays(() -> kind.options(true, engine), () -> kind.options(false, engine), seed)) {
            for (; round < ROUNDS; round++) {
                ways.round();
            }
            ways.compareLedgers();
            boolean isTakenOneByOne = kind == Kind.UDP_OVER_IPV6;
            assertEquals(!isTakenOneByOne, ways.carried() > 0, "packets went by the fast path");
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage(), e);
        }
    }
}
