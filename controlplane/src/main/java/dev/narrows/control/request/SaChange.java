package dev.narrows.control.request;

import java.util.List;

/**
 * SAs that come and SAs that go, all of them or none. New inbound SAs are put into use first, then new outbound ones,
 * and only then others are deleted: a rekey so loses nothing that arrives in between.
 *
 * @param added   what to add.
 * @param deleted what to delete.
 */
public record SaChange(List<SaRequest> added, List<SaDeletion> deleted) implements AutoCloseable {
    /** A change, with its own copies of the lists. */
    public SaChange {
        added = List.copyOf(added);
        deleted = List.copyOf(deleted);
    }

    /**
     * One that adds a single SA.
     *
     * @param request what to add.
     * @return the change.
     */
    public static SaChange adding(SaRequest request) {
        return new SaChange(List.of(request), List.of());
    }

    /**
     * One that deletes a single SA.
     *
     * @param deletion what to delete.
     * @return the change.
     */
    public static SaChange deleting(SaDeletion deletion) {
        return new SaChange(List.of(), List.of(deletion));
    }

    /** Wipes the keying material of what is added. */
    @Override
    public void close() {
        added.forEach(request -> request.sa().key().close());
    }
}
