package dev.narrows.control;

import dev.narrows.crypto.KeyingMaterial;
import java.util.List;

/**
 * SAs that come and SAs that go, all of them or none. New inbound SAs are put into use first, then new outbound ones, and
 * only then others are deleted: a rekey so loses nothing that arrives in between.
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

    /** Wipes the keying material of what is added. */
    @Override
    public void close() {
        added.stream().map(SaRequest::material).forEach(KeyingMaterial::close);
    }
}
