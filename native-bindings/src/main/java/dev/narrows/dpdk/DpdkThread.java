package dev.narrows.dpdk;

/**
 * The calling thread as DPDK sees it.
 *
 * <p>A registered thread has a number of its own and so a cache of its own in every pool; a thread that is not
 * registered goes to the pool's shared ring for each packet, which is several times as slow. Both are safe.
 */
public final class DpdkThread {
    /** What {@link #lcoreId} returns for a thread that EAL does not know. */
    public static final int NOT_REGISTERED = -1;

    private DpdkThread() {
    }

    /**
     * Registers the calling thread; to be undone by {@link #unregister} before the thread ends.
     *
     * @throws DpdkException if EAL is not running, or knows as many threads as it can
     */
    public static void register() {
        Eal.requireRunning();
        if (EalFunctions.rteThreadRegister() != 0) {
            throw new DpdkException("DPDK could not register thread " + Thread.currentThread().getName() + ": "
                    + RteErrno.text(RteErrno.get()) + "; run fewer workers.");
        }
    }

    /**
     * Gives the calling thread's number back; does nothing if it has none. Free packets in its caches stay there, for
     * the next thread that gets the number.
     */
    public static void unregister() {
        Eal.requireRunning();
        EalFunctions.rteThreadUnregister();
    }

    /** The calling thread's number, 0 or more, or {@link #NOT_REGISTERED}. */
    public static int lcoreId() {
        Eal.requireRunning();
        return EalFunctions.rteLcoreId();
    }
}
