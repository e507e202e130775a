package dev.narrows.port;

import dev.narrows.packet.HandleArray;

/**
 * A queue pair whose packets come by the kernel's own receive path, from a stack that may have left their checksums to
 * its device: they are made before anybody sees the packets.
 */
public final class KernelFedPort implements Port {
    private final Port port;
    private final ChecksumCompletion completion = new ChecksumCompletion();

    /**
     * A queue pair.
     *
     * @param port the device's.
     */
    public KernelFedPort(Port port) {
        this.port = port;
    }

    @Override
    public int receive(HandleArray handles) {
        int count = port.receive(handles);
        for (int i = 0; i < count; i++) {
            completion.complete(handles.get(i));
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
