package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway with the heap that it is shipped with and as many SAs as a large site has. */
@InNetlab
final class ManySasSystemTest {
    private static final int INBOUND = 100_000;
    private static final int A_REQUEST = 400;
    private static final int CLIENTS = 16;
    private static final long FIRST_SPI = 0x10_0000;
    private static final int KEY_AND_SALT_BYTES = 20;

    private final SecureRandom random = new SecureRandom();

    @BeforeEach
    void begin(Netlab netlab) {
        netlab.begin();
    }

    @Test
    void shouldTellThemAllToAllClientsAtOnceAndGoOnServing(Netlab netlab) throws InterruptedException,
        ExecutionException {
        ProcessHandle process = netlab.b().process();
        long begin = System.nanoTime();
        for (long spi = FIRST_SPI; spi < FIRST_SPI + INBOUND; spi += A_REQUEST) {
            add(netlab.b(), spi, Math.min(spi + A_REQUEST, FIRST_SPI + INBOUND));
        }
        long added = System.nanoTime();
        PingStream pings = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                readers.add(() -> spis(netlab.b()).size());
            }
            for (Future<Integer> counted : clients.invokeAll(readers)) {
                assertEquals(INBOUND, counted.get());
            }
        }
        long read = System.nanoTime();
        pings.end();
        int answered = pings.expectNoGap();
        System.out.printf("measured: %d SAs added in %d ms, read by %d clients at once in %d ms, %d pings answered "
            + "meanwhile%n",
            INBOUND, (added - begin) / 1_000_000, CLIENTS, (read - added) / 1_000_000, answered);
        assertTrue(process.isAlive(), () -> netlab.b().log());
        assertEquals(process, netlab.b().process());
    }

    /** {@return the SPIs of the SAs that were added here, read part by part, none of which may come twice} */
    private static Set<Long> spis(Gateway gateway) {
        Set<Long> spis = new HashSet<>();
        ObjectNode part = Gateway.parameters().put("limit", 1000);
        try (Conversation conversation = gateway.converse()) {
            while (true) {
                JsonNode answer = conversation.ask("sas", part);
                for (JsonNode sa : answer.get("result")) {
                    long spi = sa.get("spi").longValue();
                    assertTrue(spi < FIRST_SPI || spis.add(spi), () -> spi + " came twice");
                }
                if (answer.get("next").isNull()) {
                    return spis;
                }
                part.put("after", answer.get("next").textValue());
            }
        }
    }

    private void add(Gateway gateway, long from, long to) {
        ObjectNode change = Gateway.parameters();
        ArrayNode add = change.putArray("add");
        byte[] key = new byte[KEY_AND_SALT_BYTES];
        for (long spi = from; spi < to; spi++) {
            random.nextBytes(key);
            add.addObject().put("tunnel", "to-c").put("direction", "in").put("spi", spi)
                .put("algorithm", "aes-128-gcm-16").put("key", HexFormat.of().formatHex(key));
        }
        gateway.ask("sa.change", change);
    }
}
