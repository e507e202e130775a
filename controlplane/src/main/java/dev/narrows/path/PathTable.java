package dev.narrows.path;

import dev.narrows.sa.Endpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every path, by its number and by its addresses, and what became of all claims.
 */
public final class PathTable {
    private final List<Path> paths;
    private final Map<Endpoints, Path> byEndpoints = new HashMap<>();
    private final ClaimCounts claims = new ClaimCounts();

    /**
     * A table.
     *
     * @param paths each one at the index that is its number.
     */
    public PathTable(List<Path> paths) {
        this.paths = List.copyOf(paths);
        paths.forEach(path -> byEndpoints.put(path.endpoints(), path));
    }

    /** {@return every path} */
    public List<Path> all() {
        return paths;
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
