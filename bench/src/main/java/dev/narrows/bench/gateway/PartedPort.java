package dev.narrows.bench.gateway;

import dev.narrows.packet.HandleArray;
import dev.narrows.port.Port;

/**
 * A queue that plays a capture over and over, part by part. Belongs to its worker's thread.
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

    @Override
    public int receive(HandleArray handles) {
        if (position == 0 && !gate.mayBegin(number)) {
            return 0;
        }
        int count = port.receive(handles);
        position += count;
        if (position >= part) {
            position = 0;
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
