package dev.narrows.bench.gateway;

import dev.narrows.packet.HandleArray;
import dev.narrows.port.Port;

/**
 * A queue that plays a capture over and over, part by part, and knows when the capture begins again. Belongs to its
 * worker's thread.
 */
final class PartedPort implements Port {
    private final Port port;
    private final int part;
    private final int parts;
    private final Gate gate;
    private int number;
    private int position;

    /**
     * A queue at the beginning of its capture.
     *
     * @param port  plays it.
     * @param part  packets of a part, a multiple of what is taken at a time.
     * @param parts how many there are.
     * @param gate  says when one may begin.
     */
    PartedPort(Port port, int part, int parts, Gate gate) {
        this.port = port;
        this.part = part;
        this.parts = parts;
        this.gate = gate;
    }

    /**
     * A queue at the beginning of a capture that nothing holds back.
     *
     * @param port    plays it.
     * @param packets of the capture, a multiple of what is taken at a time.
     * @return a queue with one part.
     */
    static PartedPort whole(Port port, int packets) {
        return new PartedPort(port, packets, 1, _ -> true);
    }

    /** {@return whether the next packet is the capture's first} */
    boolean isAtStart() {
        return number == 0 && position == 0;
    }

    @Override
    public int receive(HandleArray handles) {
        if (position == 0 && !gate.mayBegin(number)) {
            return 0;
        }
        int count = port.receive(handles);
        position += count;
        if (position >= part) {
            position -= part;
            number = number + 1 == parts ? 0 : number + 1;
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
