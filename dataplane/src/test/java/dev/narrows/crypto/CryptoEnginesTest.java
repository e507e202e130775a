package dev.narrows.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.ipsecmb.IpsecMbException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which engine serves, and what is said about it. */
class CryptoEnginesTest {
    @Test
    void shouldTakeIpsecMbByItselfWhereItIsInstalled() {
        try (CryptoEngine wanted = TestEngines.open(EngineChoice.IPSEC_MB);
            CryptoEngine found = CryptoEngines.open(EngineChoice.AUTO)) {
            assertEquals("ipsec-mb", found.name());
            assertEquals(wanted.description(), found.description());
            assertTrue(found.description().matches("ipsec-mb \\d+\\.\\d+.*, (SSE|AVX2?|AVX512)"), found::description);
        }
    }

    @Test
    void shouldFallBackAndSayWhy() {
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.AUTO, CryptoEnginesTest::missing)) {
            assertEquals("bouncy-castle", engine.name());
            assertTrue(engine.description().contains("ipsec-mb was not found: install it."), engine::description);
        }
    }

    @Test
    void shouldNotFallBackFromWhatWasAskedForByName() {
        IpsecMbException failure = assertThrows(IpsecMbException.class,
            () -> CryptoEngines.open(EngineChoice.IPSEC_MB, CryptoEnginesTest::missing));
        assertEquals("ipsec-mb was not found: install it.", failure.getMessage());
    }

    @Test
    void shouldLeaveIpsecMbAloneWhereBouncyCastleWasAskedFor() {
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE, CryptoEnginesTest::unasked)) {
            assertEquals("bouncy-castle", engine.name());
            assertFalse(engine.description().contains("ipsec-mb"), engine::description);
            assertTrue(engine.description().matches("Bouncy ?Castle.*\\d+\\.\\d+.*"), engine::description);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineChoice.class)
    void shouldFindChoicesByName(EngineChoice choice) {
        assertEquals(Optional.of(choice), EngineChoice.named(choice.configName()));
        assertEquals(Optional.empty(), EngineChoice.named(choice.name()));
    }

    private static CryptoEngine missing() {
        throw new IpsecMbException("ipsec-mb was not found: install it.");
    }

    private static CryptoEngine unasked() {
        throw new AssertionError("ipsec-mb was tried");
    }
}
