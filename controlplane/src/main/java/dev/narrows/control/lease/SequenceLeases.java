package dev.narrows.control.lease;

import dev.narrows.control.lease.LeaseMap.Part;
import dev.narrows.sa.Direction;
import dev.narrows.sa.SequenceSpace;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Sees to it that no key makes one IV twice, not across a crash either: every sequence number is on disk as used
 * before it is used, and a key is used in one direction alone, for ever.
 *
 * <p>Numbers are leased, as many at a time as are asked for; what a key that is let go of has not used of them is given
 * back. The file {@code sequence-leases} ({@link LeaseMap}) has a record of each key that sends, and of those that sent
 * lately; it grows as is needed. When a key is gone for long enough, or too many are, its record is another's, and only
 * {@link UsedKeys} knows of it: then it is not taken up again at all. Keys that receive are known there alone, from the
 * first.
 *
 * <p>What cannot be found out is that somebody brought back an old copy of the file.
 *
 * <p>Not thread safe: the conductor's.
 */
public final class SequenceLeases implements AutoCloseable {
    /** The file's name in the state directory. */
    public static final String FILE_NAME = "sequence-leases";

    private final String name;
    private final LeaseStorage storage;
    private final LongSupplier epochSeconds;
    private final LeaseMap map;
    private final UsedKeys used;
    private final LeaseRecords records = new LeaseRecords();
    private final GoneKeys gone;
    /** How far keys that were let go of were truly used, where the file does not say so yet. */
    private final Map<KeyIdentity, Long> unsettled = new LinkedHashMap<>();
    private boolean broken;

    private SequenceLeases(String name, LeaseStorage storage, LeaseMap map, LongSupplier epochSeconds,
        Duration retention) {
        this.name = name;
        this.storage = storage;
        this.map = map;
        this.epochSeconds = epochSeconds;
        gone = new GoneKeys(retention.toSeconds());
        used = new UsedKeys(storage);
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
            LeaseFile.create(file, LeaseFormat.empty(LeaseFormat.NEW_RECORDS_LOG));
        } catch (FileAlreadyExistsException e) {
            throw new LeaseException(file + " exists already: it knows which sequence numbers were used.", e);
        } catch (IOException e) {
            throw new LeaseException(file + " cannot be made: " + e + ".", e);
        }
    }

    /**
     * Opens and locks the file. One of the version before is made into one of this version first.
     *
     * @param stateDir     the directory.
     * @param epochSeconds the time, in seconds since 1970.
     * @param retention    for how long a key that is gone can be taken up again.
     * @return the leases in it.
     * @throws LeaseException where it is missing, damaged, or in use by another gateway.
     */
    public static SequenceLeases open(Path stateDir, LongSupplier epochSeconds, Duration retention) {
        Path file = stateDir.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            throw LeaseFormat.missing(file);
        }
        try {
            LeaseFile storage = LeaseFile.open(file);
            if (storage == null) {
                throw new LeaseException(file + " is in use by another gateway; each needs a state-dir of its own.");
            }
            try {
                LeaseFile migrated = LeaseFormat.migrated(file, storage, epochSeconds.getAsLong());
                return open(file.toString(), migrated, epochSeconds, retention);
            } catch (IOException | LeaseException e) {
                storage.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw LeaseFormat.missing(file);
        } catch (IOException e) {
            throw new LeaseException(file + " cannot be opened: " + e + ".", e);
        }
    }

    /**
     * Reads leases, and repairs what a crash cut short.
     *
     * @param name         what to call the storage in sentences.
     * @param storage      holds them; closed with the leases, and where this fails.
     * @param epochSeconds the time, in seconds since 1970.
     * @param retention    for how long a key that is gone can be taken up again.
     * @return the leases.
     */
    static SequenceLeases open(String name, LeaseStorage storage, LongSupplier epochSeconds, Duration retention)
        throws IOException {
        try {
            SequenceLeases leases =
                new SequenceLeases(name, storage, LeaseFormat.readMap(name, storage), epochSeconds, retention);
            leases.read();
            return leases;
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /**
     * Tells how far a key was used.
     *
     * @param key the key.
     * @return the last sequence number that counts as used; 0 where nobody knows of any.
     */
    public long usedUntil(KeyIdentity key) {
        LeaseRecord record = records.get(key);
        return record == null ? 0 : unsettled.getOrDefault(key, record.end());
    }

    /**
     * Tells whether a key was ever used to send.
     *
     * @param key the key.
     * @return whether the file knows of it.
     */
    public boolean wasSentWith(KeyIdentity key) {
        return records.get(key) != null || contains(key, Direction.OUT);
    }

    /**
     * Tells whether a key was used to send, so long ago that nobody knows how far.
     *
     * @param key the key.
     * @return whether it is not to be taken up again.
     */
    public boolean isForgotten(KeyIdentity key) {
        return records.get(key) == null && contains(key, Direction.OUT);
    }

    /**
     * Tells whether a key was ever used to receive.
     *
     * @param key the key.
     * @return whether the file knows of it.
     */
    public boolean wasReceivedWith(KeyIdentity key) {
        return contains(key, Direction.IN);
    }

    /**
     * Leases numbers. They are on disk when this returns, by two waits for the disk at the most.
     *
     * @param wanted each key once, with numbers above its start and below the last one left.
     * @return their leases, in the same order.
     * @throws LeaseException where nothing was leased. Once the disk has failed nothing is leased any more, since
     *                        nobody knows what it holds.
     */
    public List<Lease> grant(List<LeaseRequest> wanted) {
        return admit(List.of(), wanted);
    }

    /**
     * Writes down keys that are to receive, and leases numbers of keys that are to send.
     *
     * @param receiving keys that are to receive; nothing is written of those that did so before.
     * @param wanted    as {@link #grant} has it.
     * @return the leases.
     * @throws LeaseException where nothing was leased.
     */
    public List<Lease> admit(List<KeyIdentity> receiving, List<LeaseRequest> wanted) {
        checkWell();
        try {
            for (LeaseRequest request : wanted) {
                if (isForgotten(request.key())) {
                    throw new LeaseException("nobody knows how far this key was used: the SA needs a new one.");
                }
                if (Math.max(usedUntil(request.key()), request.start()) >= SequenceSpace.EXTENDED.last()) {
                    throw new LeaseException("every sequence number of this key is used: it needs a new one.");
                }
            }
            makeRoom(wanted);
            boolean isWritten = false;
            for (KeyIdentity key : receiving) {
                isWritten |= remember(key, Direction.IN);
            }
            broken = true;
            prepare(wanted, isWritten);
            List<Lease> leases = extend(wanted);
            broken = false;
            wanted.forEach(request -> gone.remove(request.key()));
            return leases;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Takes note that nobody uses a key any more, so that what it has not used of its lease is given back. This is on
     * disk some time later.
     *
     * @param key      the key.
     * @param lastUsed the last sequence number that it truly used.
     */
    public void release(KeyIdentity key, long lastUsed) {
        LeaseRecord record = records.get(key);
        if (record != null) {
            unsettled.put(key, Math.min(lastUsed, record.end()));
            gone.add(key, epochSeconds.getAsLong());
        }
    }

    /**
     * Gives the room of keys that are gone for long enough to others, some at a time.
     *
     * @return how many.
     */
    public int forget() {
        List<KeyIdentity> old = broken ? List.of() : gone.due(epochSeconds.getAsLong());
        if (!old.isEmpty()) {
            forget(old);
        }
        return old.size();
    }

    @Override
    public void close() {
        if (!broken && !unsettled.isEmpty()) {
            giveBack();
        }
        try {
            storage.close();
        } catch (IOException e) {
            throw new LeaseException(name + " cannot be closed: " + e + ".", e);
        }
    }

    private void giveBack() {
        try {
            prepare(List.of(), false);
        } catch (IOException onlyTheRestOfLeasesIsLost) {
            broken = true;
        }
    }

    private void forget(List<KeyIdentity> old) {
        try {
            boolean isWritten = false;
            for (KeyIdentity key : old) {
                isWritten |= remember(key, Direction.OUT);
            }
            broken = true;
            prepare(List.of(), isWritten);
            Map<LeaseRecord, LeaseSlot> freed = new LinkedHashMap<>();
            old.forEach(key -> freed.put(records.get(key), records.get(key).freed()));
            write(freed, false);
            broken = false;
        } catch (IOException e) {
            throw unwritable(e);
        }
        for (KeyIdentity key : old) {
            gone.remove(key);
            records.free(key);
        }
    }

    private boolean contains(KeyIdentity key, Direction direction) {
        try {
            return used.contains(key, direction);
        } catch (IOException e) {
            throw new LeaseException(name + " cannot be read: " + e + ".", e);
        }
    }

    private void checkWell() {
        if (broken) {
            throw new LeaseException(name + " could not be written before; restart the gateway once the disk is well.");
        }
    }

    /** Writes a key down for ever, where it is not yet; another entry too many does no harm if this fails. */
    private boolean remember(KeyIdentity key, Direction direction) throws IOException {
        if (used.contains(key, direction)) {
            return false;
        }
        while (!used.put(key, direction)) {
            used.add(grow(LeaseMap.TABLE | used.nextTable()));
        }
        return true;
    }

    private void makeRoom(List<LeaseRequest> wanted) throws IOException {
        long added = wanted.stream().filter(request -> records.get(request.key()) == null).count();
        while (added > records.room()) {
            records.add(grow(LeaseMap.RECORDS | LeaseFormat.NEW_RECORDS_LOG));
        }
    }

    /** Adds a part to the file: first what is in it, then that it is there. */
    private Part grow(int kind) throws IOException {
        if (map.isFull()) {
            throw new LeaseException(name + " has as many parts as it can have.");
        }
        Part part = map.appendTo(storage, kind);
        broken = true;
        storage.force();
        map.write(storage);
        storage.force();
        broken = false;
        return part;
    }

    /**
     * Makes records belong to their keys before they hold a lease, so that no lease is ever in a record that looks
     * free, raises those whose key starts above them, and writes what was given back.
     */
    private void prepare(List<LeaseRequest> wanted, boolean isWritten) throws IOException {
        long now = epochSeconds.getAsLong();
        Map<LeaseRecord, LeaseSlot> prepared = new LinkedHashMap<>();
        unsettled.forEach((key, last) -> prepared.put(records.get(key), records.get(key).settled(last, now)));
        for (LeaseRequest request : wanted) {
            LeaseRecord record = records.get(request.key());
            if (record == null) {
                record = records.take();
                prepared.put(record, record.taken(request.key(), request.start(), request.count(), now));
            } else if (usedUntil(request.key()) < request.start()) {
                prepared.put(record, record.raised(request.start(), request.count(), now));
            }
        }
        write(prepared, isWritten);
        unsettled.clear();
    }

    private List<Lease> extend(List<LeaseRequest> wanted) throws IOException {
        long now = epochSeconds.getAsLong();
        Map<LeaseRecord, LeaseSlot> extended = new LinkedHashMap<>();
        List<Lease> leases = new ArrayList<>();
        for (LeaseRequest request : wanted) {
            LeaseRecord record = records.get(request.key());
            long last = Math.max(record.end(), Math.min(request.last(), record.bound()));
            long end = Math.min(record.end() + request.count(), last);
            extended.put(record, record.extended(end, now));
            leases.add(new Lease(record.end(), end));
        }
        write(extended, false);
        return leases;
    }

    private void write(Map<LeaseRecord, LeaseSlot> slots, boolean isWritten) throws IOException {
        if (slots.isEmpty() && !isWritten) {
            return;
        }
        for (Map.Entry<LeaseRecord, LeaseSlot> entry : slots.entrySet()) {
            long position = entry.getKey().nextPosition();
            storage.write(position, entry.getValue().encode(position));
        }
        storage.force();
        slots.forEach(records::written);
    }

    private void read() throws IOException {
        Map<LeaseRecord, LeaseSlot> repaired = new LinkedHashMap<>();
        for (Part part : map.parts()) {
            if (part.isTable()) {
                used.add(part);
            } else {
                long damage = records.read(part, storage, repaired);
                if (damage >= 0) {
                    throw LeaseFormat.damaged(name, "the record at byte " + damage);
                }
            }
        }
        // What was written before a crash and is read now may not be on disk yet.
        write(repaired, true);
        long now = epochSeconds.getAsLong();
        records.all().stream().sorted(Comparator.comparingLong(record -> goneSince(record, now)))
            .forEach(record -> gone.add(record.key(), goneSince(record, now)));
    }

    /** A key that nobody has let go of may have been in use until now. */
    private static long goneSince(LeaseRecord record, long now) {
        return record.isSettled() ? Math.min(record.seconds(), now) : now;
    }

    private LeaseException unwritable(IOException e) {
        return new LeaseException(name + " cannot be written: " + e + ".", e);
    }
}
