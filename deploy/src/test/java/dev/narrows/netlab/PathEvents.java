package dev.narrows.netlab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a gateway tells of its paths' MTUs, as it happens.
 */
final class PathEvents implements AutoCloseable {
    private final BufferedReader events;
    private final List<Integer> mtus = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private PathEvents(BufferedReader events) {
        this.events = events;
        this.reader = Thread.ofVirtual().unstarted(this::read);
    }

    static PathEvents follow(Gateway gateway) {
        PathEvents followed = new PathEvents(gateway.follow());
        followed.reader.start();
        return followed;
    }

    /** {@return the MTUs of outer packets that came into use so far, on any path} */
    List<Integer> mtus() {
        return List.copyOf(mtus);
    }

    private void read() {
        try {
            String line = events.readLine();
            while (line != null) {
                JsonNode event = Gateway.json(line).path("params");
                if ("path-mtu-changed".equals(event.path("type").textValue())) {
                    mtus.add(event.get("mtu").intValue());
                }
                line = events.readLine();
            }
        } catch (IOException ignored) {
            // Interrupted by us: there is nothing more to follow.
        }
    }

    @Override
    public void close() {
        try {
            // It reads until then, and holds the stream; the interrupt closes the connection.
            reader.interrupt();
            reader.join();
            events.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
