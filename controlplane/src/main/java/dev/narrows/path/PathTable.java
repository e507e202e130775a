package dev.narrows.path;

import java.util.List;

/**
 * Every path, by its number and by its addresses, and what became of all claims.
 */
public final class PathTable {
    private final List<Path> paths;
    private final ClaimCounts claims = new ClaimCounts();

    /**
     * A table.
     *
     * @param paths each one at the index that is its number.
     */
    public PathTable(List<Path> paths) {
        this.paths = List.copyOf(paths);
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
     * @param local  our outer IPv4 address.
     * @param remote the peer's.
     * @return the path, or null.
     */
    public Path find(int local, int remote) {
        for (Path path : paths) {
            if (path.local() == local && path.remote() == remote) {
                return path;
            }
        }
        return null;
    }

    /**
     * Counts a verdict, in all and for its path.
     *
     * @param verdict the verdict.
     * @param path    the path, or null where the claim is about none.
     */
    public void count(ClaimVerdict verdict, Path path) {
        claims.increment(verdict);
        if (path != null) {
            path.claims().increment(verdict);
        }
    }
}
