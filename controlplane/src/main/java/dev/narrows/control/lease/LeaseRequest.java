package dev.narrows.control.lease;

/**
 * A wish for a lease.
 *
 * @param key   whose sequence numbers.
 * @param start the lease starts above this number, or above what the key has used where that is more; from 0.
 * @param count how many numbers, from 1; fewer are granted where the one before was much shorter.
 * @param last  the last number that is of any use.
 */
public record LeaseRequest(KeyIdentity key, long start, long count, long last) {
}
