package dev.narrows.path;

import dev.narrows.sa.Endpoints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every path, by its number and by its addresses, and what became of all claims.
 */
public final class PathTable {
    private final List<Path> paths = new ArrayList<>();
    private final Map<Endpoints, Path> byEndpoints = new HashMap<>();
    private final ClaimCounts claims = new ClaimCounts();

    /**
     * A table.
     *
     * @param paths each one at the index that is its number.
     */
    public PathTable(List<Path> paths) {
        paths.forEach(this::add);
    }

    /**
     * Adds a path.
     *
     * @param path its number is the next, and its endpoints are no other's.
     */
    public void add(Path path) {
        if (path.id() != paths.size() || byEndpoints.putIfAbsent(path.endpoints(), path) != null) {
            throw new IllegalArgumentException("path " + path.id() + " is out of turn, or there already");
        }
        paths.add(path);
    }

    /** {@return every path, at the index that is its number} */
    public List<Path> all() {
        return Collections.unmodifiableList(paths);
    }

    /** {@return what became of all claims} */
    public ClaimCounts claims() {
        return claims;
    }

    /**
     * Finds a path.
     *
     * @param endpoints outer addresses and ports.
     * @return the path, or null.
     */
    public Path find(Endpoints endpoints) {
        return byEndpoints.get(endpoints);
    }

    /**
     * Counts a verdict, in all and for its path.
     *
     * @param verdict the verdict.
     * @param path    the path, or null where the claim is about none.
     * @param times   how often it was given.
     */
    public void count(ClaimVerdict verdict, Path path, int times) {
        claims.add(verdict, times);
        if (path != null) {
            path.claims().add(verdict, times);
        }
    }
}
