package dev.narrows.bench.gateway;

import dev.narrows.packet.HandleArray;
import dev.narrows.port.Port;

/**
 * A port that plays a capture over and over, and knows when the capture begins again. Belongs to the worker's thread.
 */
final class LoopingPort implements Port {
    private final Port port;
    private final int loop;
    private int position;

    /**
     * A port at the beginning of its capture.
     *
     * @param port plays it.
     * @param loop packets of the capture, a multiple of what is taken at a time.
     */
    LoopingPort(Port port, int loop) {
        this.port = port;
        this.loop = loop;
    }

    /** {@return whether the next packet is the capture's first} */
    boolean isAtStart() {
        return position == 0;
    }

    @Override
    public int receive(HandleArray handles) {
        int count = port.receive(handles);
        position += count;
        if (position >= loop) {
            position -= loop;
        }
        return count;
    }

    @Override
    public int transmit(HandleArray handles, int from, int count) {
        return port.transmit(handles, from, count);
    }

    @Override
    public long macAddress() {
        return port.macAddress();
    }

    @Override
    public void close() {
        port.close();
    }
}
