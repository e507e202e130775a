package dev.narrows.crypto;

import dev.narrows.packet.InMemoryPool;
import dev.narrows.packet.Packet;
import dev.narrows.wire.Esp;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One packet's memory that a transform works in, exactly full each time: what a transform writes beyond the ICV, or
 * before the header, hits a guard.
 */
final class EspMemory implements AutoCloseable {
    private static final int CAPACITY = 10_000;
    private static final int HEADER_LENGTH = 8;

    private final InMemoryPool pool = new InMemoryPool(1, CAPACITY);
    private final Packet packet = new Packet();

    /**
     * Seals.
     *
     * @param transform with this.
     * @param header    the ESP header.
     * @param sequence  the sequence number.
     * @param content   what is encrypted.
     * @return the ESP packet.
     */
    byte[] seal(Transform transform, byte[] header, long sequence, byte[] content) {
        byte[] plain = new byte[overhead(transform.algorithm()) + content.length];
        System.arraycopy(header, 0, plain, 0, HEADER_LENGTH);
        System.arraycopy(content, 0, plain, HEADER_LENGTH + transform.algorithm().ivLength(), content.length);
        long handle = pool.allocate(plain, CAPACITY - plain.length);
        packet.wrap(handle);
        transform.seal(packet.buffer(), packet.offset(), content.length, sequence);
        byte[] sealed = pool.copy(handle);
        pool.free(handle);
        return sealed;
    }

    /**
     * Opens what must be good.
     *
     * @param transform with this.
     * @param high      the high half of its sequence number, whose low half is in its header.
     * @param sealed    the ESP packet.
     * @return what was encrypted.
     */
    byte[] open(Transform transform, int high, byte[] sealed) {
        byte[] content = openOrNull(transform, high, sealed);
        if (content == null) {
            throw new AssertionError("a good ICV was refused, length " + sealed.length);
        }
        return content;
    }

    /**
     * Tries to open.
     *
     * @param transform with this.
     * @param high      the high half of its sequence number, whose low half is in its header.
     * @param sealed    the ESP packet.
     * @return whether the ICV held.
     */
    boolean opens(Transform transform, int high, byte[] sealed) {
        return openOrNull(transform, high, sealed) != null;
    }

    private byte[] openOrNull(Transform transform, int high, byte[] sealed) {
        int length = sealed.length - overhead(transform.algorithm());
        long handle = pool.allocate(sealed, CAPACITY - sealed.length);
        packet.wrap(handle);
        UnsafeBuffer buffer = packet.buffer();
        long sequence = ((long)high << Integer.SIZE) | new Esp().wrap(buffer, packet.offset()).sequence();
        boolean good = transform.open(buffer, packet.offset(), length, sequence);
        byte[] content = new byte[length];
        buffer.getBytes(packet.offset() + HEADER_LENGTH + transform.algorithm().ivLength(), content);
        pool.free(handle);
        return good ? content : null;
    }

    private static int overhead(Algorithm algorithm) {
        return HEADER_LENGTH + algorithm.ivLength() + algorithm.icvLength();
    }

    @Override
    public void close() {
        pool.close();
    }
}
