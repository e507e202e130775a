package dev.narrows.fastpath;

import dev.narrows.sa.RuntimeSa;
import java.util.ArrayList;
import java.util.List;

/**
 * The SAs that are prepared in the present generation, by the index in their records: the rare step that needs the
 * object finds it here.
 *
 * @param <T> those of one direction.
 */
final class SaRegistry<T extends RuntimeSa> {
    private final List<T> sas = new ArrayList<>();

    /**
     * Takes one more.
     *
     * @param sa the SA.
     * @return its index.
     */
    int add(T sa) {
        sas.add(sa);
        return sas.size() - 1;
    }

    /** {@return the SA of an index} */
    T get(int index) {
        return sas.get(index);
    }

    /** {@return how many there are} */
    int size() {
        return sas.size();
    }

    /** Forgets all: the next generation begins. */
    void clear() {
        sas.clear();
    }
}
