package dev.narrows.bench.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes capture files in the classic pcap format, for {@code net_pcap} to play.
 */
public final class PcapFile {
    private static final int MAGIC = 0xA1B2C3D4;
    private static final short VERSION_MAJOR = 2;
    private static final short VERSION_MINOR = 4;
    private static final int SNAPSHOT_LENGTH = 65535;
    private static final int LINK_TYPE_ETHERNET = 1;
    private static final int FILE_HEADER_LENGTH = 24;
    private static final int RECORD_HEADER_LENGTH = 16;

    private PcapFile() {
    }

    /**
     * Writes a file, in place of one that is there.
     *
     * @param file   where to.
     * @param frames Ethernet frames, each up to 65535 bytes.
     * @throws IOException where the file cannot be written.
     */
    public static void write(Path file, List<byte[]> frames) throws IOException {
        int length = FILE_HEADER_LENGTH;
        for (byte[] frame : frames) {
            length += RECORD_HEADER_LENGTH + frame.length;
        }
        ByteBuffer content = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(MAGIC).putShort(VERSION_MAJOR).putShort(VERSION_MINOR).putInt(0).putInt(0)
            .putInt(SNAPSHOT_LENGTH).putInt(LINK_TYPE_ETHERNET);
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            content.putInt(0).putInt(i).putInt(frame.length).putInt(frame.length).put(frame);
        }
        content.flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        }
    }
}
