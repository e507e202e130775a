package dev.narrows.control;

import dev.narrows.sa.OutboundSa;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Sees to it that no key makes one IV twice, not across a crash either: every sequence number is on disk as used
 * before it is used. They are leased in blocks of 2<sup>22</sup>, so each start costs every key up to one block.
 *
 * <p>The file {@code sequence-leases} never changes its length. Big endian:
 *
 * <pre>
 *    0 "NARROWSL"             8 version, 32 bits: 1      12 number of records, 32 bits
 *   16 zero                  60 CRC32C of bytes 0 to 59
 *   64 records of 64 bytes: those in use first, then the free ones; each is two {@link LeaseSlot}s
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
    private static final int RECORDS = 16384;
    private static final byte[] MAGIC = "NARROWSL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int COUNT_OFFSET = 12;
    private static final int CRC_OFFSET = 60;

    private final String name;
    private final LeaseStorage storage;
    private final List<LeaseRecord> records = new ArrayList<>();
    private final Map<KeyIdentity, LeaseRecord> byKey = new HashMap<>();
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
     * Leases the next block of each key. It is on disk when this returns.
     *
     * @param keys each one once, none of them used up.
     * @return their leases, in the same order.
     * @throws LeaseException where nothing was leased. Once the disk has failed nothing is leased any more, since
     *                        nobody knows what it holds.
     */
    List<Lease> grant(List<KeyIdentity> keys) {
        if (broken) {
            throw new LeaseException(name + " could not be written before; restart the gateway once the disk is well.");
        }
        checkRoom(keys);
        broken = true;
        try {
            for (KeyIdentity key : keys) {
                if (!byKey.containsKey(key)) {
                    add(key);
                }
            }
            List<Lease> leases = extend(keys);
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

    private void checkRoom(List<KeyIdentity> keys) {
        long added = keys.stream().filter(key -> !byKey.containsKey(key)).count();
        if (byKey.size() + added > records.size()) {
            throw new LeaseException(name + " has room for " + records.size() + " keys, which are all taken.");
        }
        for (KeyIdentity key : keys) {
            if (usedUntil(key) == OutboundSa.LAST_SEQUENCE) {
                throw new LeaseException("every sequence number of this key is used: it needs a new one.");
            }
        }
    }

    /** A record belongs to its key before it holds a lease, so that no lease is ever in a record that looks free. */
    private void add(KeyIdentity key) throws IOException {
        LeaseRecord record = records.get(byKey.size());
        LeaseSlot slot = record.taken(key);
        storage.write(record.nextPosition(), slot.encode(record.nextPosition()));
        storage.force();
        record.written(slot);
        byKey.put(key, record);
    }

    private List<Lease> extend(List<KeyIdentity> keys) throws IOException {
        for (KeyIdentity key : keys) {
            LeaseRecord record = byKey.get(key);
            storage.write(record.nextPosition(), record.extended().encode(record.nextPosition()));
        }
        storage.force();
        List<Lease> leases = new ArrayList<>();
        for (KeyIdentity key : keys) {
            LeaseRecord record = byKey.get(key);
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
            if (record == null || !isInPlace(record)) {
                throw damaged("the record at byte " + position);
            }
            records.add(record);
            if (!record.isFree()) {
                byKey.put(record.key(), record);
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

    /** Keys stand before free records and only once; a free record is cut short only where the next key would go. */
    private boolean isInPlace(LeaseRecord record) {
        boolean isNext = records.size() == byKey.size();
        return record.isFree() ? isNext || !record.isTorn() : isNext && !byKey.containsKey(record.key());
    }

    private void repair() throws IOException {
        boolean repaired = false;
        for (LeaseRecord record : records) {
            if (record.isTorn()) {
                LeaseSlot slot = record.repaired();
                storage.write(record.nextPosition(), slot.encode(record.nextPosition()));
                record.written(slot);
                repaired = true;
            }
        }
        if (repaired) {
            storage.force();
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
