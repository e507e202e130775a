package dev.narrows.bench.gateway;

/**
 * Waits for threads that are about to end.
 */
final class Joining {
    private Joining() {
    }

    /**
     * Waits until a thread has ended, or this one is interrupted.
     *
     * @param thread that was told to end.
     */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
