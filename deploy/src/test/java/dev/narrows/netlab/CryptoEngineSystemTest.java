package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Either engine at either end: what one encrypts, the other decrypts. */
@InNetlab
final class CryptoEngineSystemTest {
    @ParameterizedTest
    @CsvSource({"ipsec-mb, bouncy-castle", "bouncy-castle, ipsec-mb", "bouncy-castle, bouncy-castle"})
    void shouldUnderstandEachOther(String engineOfB, String engineOfC, Netlab netlab) {
        netlab.begin();
        netlab.startGateway("b", "--crypto", engineOfB);
        netlab.startGateway("c", "--crypto", engineOfC);
        assertEquals(engineOfB, netlab.b().sa("out").get("engine").textValue());
        assertEquals(engineOfC, netlab.c().sa("out").get("engine").textValue());
        netlab.ping("-c", "3", "-i", "0.2");
        for (int length : new int[] {28, 29, 100, 1445, 1446}) {
            netlab.pingWithDf(length).expectSuccess();
        }
        assertEquals(0, netlab.b().drops("bad-icv"));
        assertEquals(0, netlab.c().drops("bad-icv"));
    }
}
