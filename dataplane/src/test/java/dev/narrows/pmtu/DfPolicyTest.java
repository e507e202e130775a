package dev.narrows.pmtu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outer DF bit (RFC 4301 8.1). */
class DfPolicyTest {
    @ParameterizedTest
    @CsvSource({"COPY, false, false", "COPY, true, true", "SET, false, true", "SET, true, true", "CLEAR, false, false",
        "CLEAR, true, false"})
    void shouldDecideTheOuterBit(DfPolicy policy, boolean inner, boolean outer) {
        assertEquals(outer, policy.outer(inner));
    }
}
