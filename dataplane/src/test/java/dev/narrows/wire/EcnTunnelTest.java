package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcnTunnelTest {
    /** RFC 6040 4.2, figure 4, line by line. */
    @ParameterizedTest(name = "inner {0}: {1} {2} {3} {4}")
    @CsvSource({
        // inner    outer: NOT_ECT  ECT_0    ECT_1    CE
        "NOT_ECT,          NOT_ECT, NOT_ECT, NOT_ECT, DROP",
        "ECT_0,            ECT_0,   ECT_0,   ECT_1,   CE",
        "ECT_1,            ECT_1,   ECT_1,   ECT_1,   CE",
        "CE,               CE,      CE,      CE,      CE",
    })
    void shouldCombineAsRfc6040Says(String inner, String notEct, String ect0, String ect1, String ce) {
        assertEquals(code(notEct), EcnTunnel.decapsulate(code(inner), Ecn.NOT_ECT));
        assertEquals(code(ect0), EcnTunnel.decapsulate(code(inner), Ecn.ECT_0));
        assertEquals(code(ect1), EcnTunnel.decapsulate(code(inner), Ecn.ECT_1));
        assertEquals(code(ce), EcnTunnel.decapsulate(code(inner), Ecn.CE));
    }

    @Test
    void shouldHaveTheCodepointsOfRfc3168() {
        assertEquals(0b00, Ecn.NOT_ECT);
        assertEquals(0b01, Ecn.ECT_1);
        assertEquals(0b10, Ecn.ECT_0);
        assertEquals(0b11, Ecn.CE);
    }

    @Test
    void shouldCopyInnerCodepointOutwardsInNormalMode() {
        for (int tos = 0; tos < 0x100; tos++) {
            assertEquals(tos & 3, EcnTunnel.encapsulate(tos));
        }
    }

    private static int code(String name) {
        return switch (name) {
            case "NOT_ECT" -> 0b00;
            case "ECT_1" -> 0b01;
            case "ECT_0" -> 0b10;
            case "CE" -> 0b11;
            case "DROP" -> EcnTunnel.DROP;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
