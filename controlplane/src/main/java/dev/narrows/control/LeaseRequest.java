package dev.narrows.control;

/**
 * A wish for a lease.
 *
 * @param key   whose sequence numbers.
 * @param start the lease starts above this number, or above what the key has used where that is more; from 0.
 */
record LeaseRequest(KeyIdentity key, long start) {
    /**
     * A wish for what comes next.
     *
     * @param key whose sequence numbers.
     * @return the wish.
     */
    static LeaseRequest next(KeyIdentity key) {
        return new LeaseRequest(key, 0);
    }
}
