package dev.narrows.policy;

/**
 * Values by address of either family, or by any other pair of longs. Open addressing with linear probing, the keys side
 * by side in one array, so that a lookup usually touches one cache line of keys. The hash has a secret seed: strangers
 * who choose the addresses cannot make them collide.
 *
 * <p>Not thread safe. {@link #get} allocates nothing; {@link #put} only where the table grows, {@link #remove} never.
 *
 * @param <V> what an address leads to.
 */
public final class AddressTable<V> {
    private static final int INITIAL_CAPACITY = 8;
    private static final int LARGEST_CAPACITY = 1 << 29;

    private long[] keys = new long[2 * INITIAL_CAPACITY];
    private Object[] values = new Object[INITIAL_CAPACITY];
    private int mask = INITIAL_CAPACITY - 1;
    private int size;

    /**
     * Finds a value.
     *
     * @param high the first eight bytes of the address.
     * @param low  the last eight.
     * @return its value, or null where it has none.
     */
    public V get(long high, long low) {
        return valueAt(indexOf(high, low));
    }

    /**
     * Sets a value.
     *
     * @param high  the first eight bytes of the address.
     * @param low   the last eight.
     * @param value its value, not null.
     * @return the value before, or null where it had none.
     * @throws IllegalArgumentException where the value is null.
     */
    public V put(long high, long low, V value) {
        if (value == null) {
            throw new IllegalArgumentException("the value is null");
        }
        int index = indexOf(high, low);
        V before = valueAt(index);
        values[index] = value;
        if (before == null) {
            keys[2 * index] = high;
            keys[2 * index + 1] = low;
            size++;
            if (2 * size > values.length) {
                grow();
            }
        }
        return before;
    }

    /**
     * Takes a value away.
     *
     * @param high the first eight bytes of the address.
     * @param low  the last eight.
     * @return the value, or null where it had none.
     */
    public V remove(long high, long low) {
        int index = indexOf(high, low);
        V before = valueAt(index);
        if (before != null) {
            size--;
            close(index);
        }
        return before;
    }

    /** {@return how many addresses have a value} */
    public int size() {
        return size;
    }

    /**
     * Where a key is, or the empty place where it would go: there always is one, since half of the places are empty.
     */
    private int indexOf(long high, long low) {
        int index = PairHash.of(high, low) & mask;
        while (values[index] != null && (keys[2 * index] != high || keys[2 * index + 1] != low)) {
            index = (index + 1) & mask;
        }
        return index;
    }

    @SuppressWarnings("unchecked") // Only put stores values, and it takes no others.
    private V valueAt(int index) {
        return (V)values[index];
    }

    /**
     * Moves up what was behind a gap and could not be found across it (Knuth, The Art of Computer Programming 6.4 R).
     */
    private void close(int emptied) {
        int gap = emptied;
        int index = (gap + 1) & mask;
        while (values[index] != null) {
            int home = PairHash.of(keys[2 * index], keys[2 * index + 1]) & mask;
            if (((index - home) & mask) >= ((index - gap) & mask)) {
                keys[2 * gap] = keys[2 * index];
                keys[2 * gap + 1] = keys[2 * index + 1];
                values[gap] = values[index];
                gap = index;
            }
            index = (index + 1) & mask;
        }
        values[gap] = null;
    }

    private void grow() {
        if (values.length == LARGEST_CAPACITY) {
            throw new IllegalStateException("an address table holds " + size + " addresses and can hold no more");
        }
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new Object[2 * oldValues.length];
        mask = values.length - 1;
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int index = indexOf(oldKeys[2 * i], oldKeys[2 * i + 1]);
                keys[2 * index] = oldKeys[2 * i];
                keys[2 * index + 1] = oldKeys[2 * i + 1];
                values[index] = oldValues[i];
            }
        }
    }
}
