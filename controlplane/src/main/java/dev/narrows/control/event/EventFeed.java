package dev.narrows.control.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Carries events from the conductor to whoever listens. The conductor publishes and never waits: listeners take an
 * event on its thread and must only put it down somewhere.
 */
public final class EventFeed {
    private final List<Consumer<GatewayEvent>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Adds a listener; from any thread.
     *
     * @param listener called on the conductor's thread with what happens from now on.
     * @return removes it again, from any thread; an event that is under way may still come.
     */
    public Runnable subscribe(Consumer<GatewayEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Tells every listener. Conductor's thread only.
     *
     * @param event what happened.
     */
    public void publish(GatewayEvent event) {
        for (Consumer<GatewayEvent> listener : listeners) {
            listener.accept(event);
        }
    }
}
