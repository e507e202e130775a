package dev.narrows.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AffinityTest {
    @Test
    void shouldPinTheCallingThreadAlone() throws InterruptedException {
        BitSet before = Affinity.allowed();
        int cpu = before.length() - 1;
        AtomicReference<BitSet> pinned = new AtomicReference<>();
        AtomicReference<BitSet> restored = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            Affinity.pin(cpu);
            pinned.set(Affinity.allowed());
            Affinity.restrict(before);
            restored.set(Affinity.allowed());
        });
        thread.start();
        thread.join();
        BitSet one = new BitSet();
        one.set(cpu);
        assertEquals(one, pinned.get());
        assertEquals(before, restored.get());
        assertEquals(before, Affinity.allowed());
    }

    @Test
    void shouldNameTheCpusThereAreWhenOneIsMissing() {
        for (int cpu : new int[] {-1, 65_535, 65_536, Integer.MAX_VALUE}) {
            String message = assertThrows(LinuxException.class, () -> Affinity.pin(cpu)).getMessage();
            assertTrue(message.contains(Integer.toString(cpu)) && message.contains(Affinity.allowed().toString()),
                    message);
        }
    }
}
