package dev.narrows.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads the loopback interface, which every network namespace has and nobody here changes. */
class KernelInterfaceTest {
    @Test
    void shouldReadAnInterfaceByNameAndByNumber() {
        NetworkInterface loopback = KernelInterface.named("lo").orElseThrow();
        assertEquals("lo", loopback.name());
        assertTrue(loopback.mtu().orElseThrow() > 0);
        NetworkInterface same = KernelInterface.numbered(loopback.index()).orElseThrow();
        assertEquals("lo", same.name());
        assertEquals(loopback.mtu(), same.mtu());
    }

    @Test
    void shouldNameItsFeatures() {
        Set<String> on = KernelInterface.named("lo").orElseThrow().featuresOn();
        assertTrue(on.contains("loopback"), on::toString);
        assertFalse(on.contains("rx-lro"), on::toString);
    }

    @Test
    void shouldFindNoneThatIsNotThere() {
        assertEquals(Optional.empty(), KernelInterface.named("no-such-if0"));
        assertEquals(Optional.empty(), KernelInterface.named("a-name-longer-than-fifteen"));
        assertEquals(Optional.empty(), KernelInterface.named(""));
        assertEquals(Optional.empty(), KernelInterface.numbered(0));
        assertEquals(Optional.empty(), KernelInterface.numbered(Integer.MAX_VALUE));
    }
}
