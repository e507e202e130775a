package dev.narrows.control;

import dev.narrows.sa.SequenceSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.zip.CRC32C;
import org.agrona.collections.IntArrayQueue;

/**
 * Sees to it that no key makes one IV twice, not across a crash either: every sequence number is on disk as used
 * before it is used. They are leased in blocks of 2<sup>22</sup>, so each start costs every key up to one block.
 *
 * <p>The file {@code sequence-leases} never changes its length. Big endian:
 *
 * <pre>
 *    0 "NARROWSL"             8 version, 32 bits: 1      12 number of records, 32 bits
 *   16 zero                  60 CRC32C of bytes 0 to 59
 *   64 records of 64 bytes, in use or free; each is two {@link LeaseSlot}s
 * </pre>
 *
 * <p>A key is never forgotten. What cannot be found out is that somebody brought back an old copy of the file.
 *
 * <p>Not thread safe: the conductor's.
 */
public final class SequenceLeases implements AutoCloseable {
    /** The file's name in the state directory. */
    public static final String FILE_NAME = "sequence-leases";

    static final int HEADER_LENGTH = 64;
    private static final int RECORDS = 1 << 18;
    private static final byte[] MAGIC = "NARROWSL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int COUNT_OFFSET = 12;
    private static final int CRC_OFFSET = 60;

    private final String name;
    private final LeaseStorage storage;
    private final Map<KeyIdentity, LeaseRecord> byKey = new HashMap<>();
    /** Where records stand that nobody ever used: most of the file, so there is no object for each. */
    private final IntArrayQueue untouched = new IntArrayQueue();
    private final Queue<LeaseRecord> free = new ArrayDeque<>();
    private final List<LeaseRecord> torn = new ArrayList<>();
    private boolean broken;

    private SequenceLeases(String name, LeaseStorage storage) {
        this.name = name;
        this.storage = storage;
    }

    /**
     * Makes the file of a gateway whose keys were never used. An operator's deed: a gateway that made it by itself
     * would start at 1 again after the file was lost.
     *
     * @param stateDir the directory; made where it is absent.
     * @throws LeaseException where the file exists already, or cannot be made.
     */
    public static void init(Path stateDir) {
        Path file = stateDir.resolve(FILE_NAME);
        try {
            LeaseFile.create(file, empty(RECORDS));
        } catch (FileAlreadyExistsException e) {
            throw new LeaseException(file + " exists already: it knows which sequence numbers were used.", e);
        } catch (IOException e) {
            throw new LeaseException(file + " cannot be made: " + e + ".", e);
        }
    }

    /**
     * Opens and locks the file.
     *
     * @param stateDir the directory.
     * @return the leases in it.
     * @throws LeaseException where it is missing, damaged, or in use by another gateway.
     */
    public static SequenceLeases open(Path stateDir) {
        Path file = stateDir.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            throw missing(file);
        }
        try {
            LeaseFile storage = LeaseFile.open(file);
            if (storage == null) {
                throw new LeaseException(file + " is in use by another gateway; each needs a state-dir of its own.");
            }
            return open(file.toString(), storage);
        } catch (NoSuchFileException e) {
            throw missing(file);
        } catch (IOException e) {
            throw new LeaseException(file + " cannot be opened: " + e + ".", e);
        }
    }

    /**
     * Reads leases, and repairs what a crash cut short.
     *
     * @param name    what to call the storage in sentences.
     * @param storage holds them; closed with the leases, and where this fails.
     * @return the leases.
     */
    static SequenceLeases open(String name, LeaseStorage storage) throws IOException {
        SequenceLeases leases = new SequenceLeases(name, storage);
        try {
            leases.read(storage.read());
            leases.repair();
            return leases;
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /**
     * Makes the content of a file without keys.
     *
     * @param count how many records.
     * @return the content.
     */
    static ByteBuffer empty(int count) {
        ByteBuffer content = ByteBuffer.allocate(HEADER_LENGTH + count * LeaseRecord.LENGTH);
        content.put(MAGIC).putInt(VERSION).putInt(count);
        content.putInt(CRC_OFFSET, headerCrc(content));
        for (int position = HEADER_LENGTH; position < content.capacity(); position += LeaseRecord.LENGTH) {
            LeaseRecord.writeFree(content, position);
        }
        return content.clear();
    }

    /**
     * Tells how far a key was used.
     *
     * @param key the key.
     * @return the last sequence number that counts as used; 0 where the key was never used to send.
     */
    long usedUntil(KeyIdentity key) {
        LeaseRecord record = byKey.get(key);
        return record == null ? 0 : record.end();
    }

    /**
     * Tells whether a key was ever used to send.
     *
     * @param key the key.
     * @return whether the file has a record of it.
     */
    boolean isKnown(KeyIdentity key) {
        return byKey.containsKey(key);
    }

    /**
     * Leases the next block of each key. It is on disk when this returns, by two waits for the disk at the most.
     *
     * @param wanted each key once, with numbers above its start and below the last one left.
     * @return their leases, in the same order. One may go beyond the last number of its SA's space.
     * @throws LeaseException where nothing was leased. Once the disk has failed nothing is leased any more, since
     *                        nobody knows what it holds.
     */
    List<Lease> grant(List<LeaseRequest> wanted) {
        if (broken) {
            throw new LeaseException(name + " could not be written before; restart the gateway once the disk is well.");
        }
        checkRoom(wanted);
        broken = true;
        try {
            prepare(wanted);
            List<Lease> leases = extend(wanted);
            broken = false;
            return leases;
        } catch (IOException e) {
            throw new LeaseException(name + " cannot be written: " + e + ".", e);
        }
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw new LeaseException(name + " cannot be closed: " + e + ".", e);
        }
    }

    private void checkRoom(List<LeaseRequest> wanted) {
        long added = wanted.stream().filter(request -> !byKey.containsKey(request.key())).count();
        int left = free.size() + untouched.size();
        if (added > left) {
            throw new LeaseException(name + " has room for " + (byKey.size() + left) + " keys, which are all taken.");
        }
        for (LeaseRequest request : wanted) {
            if (Math.max(usedUntil(request.key()), request.start()) >= SequenceSpace.EXTENDED.last()) {
                throw new LeaseException("every sequence number of this key is used: it needs a new one.");
            }
        }
    }

    /**
     * Makes records belong to their keys before they hold a lease, so that no lease is ever in a record that looks free,
     * and raises those whose key starts above them.
     */
    private void prepare(List<LeaseRequest> wanted) throws IOException {
        Map<LeaseRecord, LeaseSlot> prepared = new LinkedHashMap<>();
        for (LeaseRequest request : wanted) {
            LeaseRecord record = byKey.get(request.key());
            if (record == null) {
                record = free.isEmpty() ? LeaseRecord.untouched(untouched.pollInt()) : free.remove();
                prepared.put(record, record.taken(request.key(), request.start()));
            } else if (record.end() < request.start()) {
                prepared.put(record, record.raised(request.start()));
            }
        }
        if (prepared.isEmpty()) {
            return;
        }
        for (Map.Entry<LeaseRecord, LeaseSlot> entry : prepared.entrySet()) {
            int position = entry.getKey().nextPosition();
            storage.write(position, entry.getValue().encode(position));
        }
        storage.force();
        prepared.forEach((record, slot) -> {
            record.written(slot);
            byKey.put(slot.key(), record);
        });
    }

    private List<Lease> extend(List<LeaseRequest> wanted) throws IOException {
        for (LeaseRequest request : wanted) {
            LeaseRecord record = byKey.get(request.key());
            storage.write(record.nextPosition(), record.extended().encode(record.nextPosition()));
        }
        storage.force();
        List<Lease> leases = new ArrayList<>();
        for (LeaseRequest request : wanted) {
            LeaseRecord record = byKey.get(request.key());
            long lastUsed = record.end();
            record.written(record.extended());
            leases.add(new Lease(lastUsed, record.end()));
        }
        return leases;
    }

    private void read(ByteBuffer content) {
        checkHeader(content);
        for (int position = HEADER_LENGTH; position < content.limit(); position += LeaseRecord.LENGTH) {
            LeaseRecord record = LeaseRecord.read(content, position);
            if (record == null || (!record.isFree() && byKey.putIfAbsent(record.key(), record) != null)) {
                throw damaged("the record at byte " + position);
            }
            if (record.isUntouched()) {
                untouched.addInt(position);
            } else if (record.isFree()) {
                free.add(record);
            }
            if (record.isTorn()) {
                torn.add(record);
            }
        }
    }

    private void checkHeader(ByteBuffer content) {
        if (content.limit() < HEADER_LENGTH || content.getInt(CRC_OFFSET) != headerCrc(content)
            || !content.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw damaged("its header");
        }
        if (content.getInt(MAGIC.length) != VERSION) {
            throw new LeaseException(name + " is of version " + content.getInt(MAGIC.length) + ", not " + VERSION
                + ": another version of Narrows made it.");
        }
        if (content.limit() != HEADER_LENGTH + (long)content.getInt(COUNT_OFFSET) * LeaseRecord.LENGTH) {
            throw damaged("its length");
        }
    }

    private void repair() throws IOException {
        for (LeaseRecord record : torn) {
            LeaseSlot slot = record.repaired();
            storage.write(record.nextPosition(), slot.encode(record.nextPosition()));
            record.written(slot);
        }
        if (!torn.isEmpty()) {
            storage.force();
            torn.clear();
        }
    }

    private static int headerCrc(ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(content.slice(0, CRC_OFFSET));
        return (int)crc.getValue();
    }

    private static LeaseException missing(Path file) {
        return new LeaseException(file + " is missing: it knows which sequence numbers were used. Bring it back, or give "
            + "every SA a new key; if none of these keys was ever used, run: narrows init CONFIG");
    }

    private LeaseException damaged(String what) {
        return new LeaseException(name + " is damaged (" + what + ") and no longer tells which sequence numbers were "
            + "used: give every SA a new key, remove the file, and run: narrows init CONFIG");
    }
}
