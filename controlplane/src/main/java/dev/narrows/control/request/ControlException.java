package dev.narrows.control.request;

/**
 * A request that the control plane refuses. The message is one sentence for an operator and holds nothing secret.
 */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What was wrong: names that programs may rely on. */
    public enum Code {
        /** Too many requests wait already. */
        BUSY,
        /**
         * The change is made, but not every worker has carried it out in time: it takes effect with those when they do.
         */
        NOT_YET_OBEYED,
        /** The gateway is stopping. */
        STOPPING,
        /** There is no tunnel of that name. */
        NO_SUCH_TUNNEL,
        /** The tunnel has policies, and so no MTU of its own. */
        NOT_AN_INTERFACE,
        /** The tunnel's peer cannot have that address. */
        BAD_REMOTE,
        /** There is no worker of that number. */
        NO_SUCH_WORKER,
        /** The tunnel has no general outbound SA, which workers without one of their own need. */
        NO_GENERAL_SA,
        /** There is no SA with that SPI in that direction. */
        NO_SUCH_SA,
        /** The SPI is below 256. */
        SPI_RESERVED,
        /** Several outbound SAs, of different peers, have that SPI: the tunnel must be named. */
        SEVERAL_SAS,
        /** Another SA has that SPI in that direction, outbound at the same peer. */
        SPI_IN_USE,
        /** Another SA has that keying material. */
        KEY_IN_USE,
        /** The keying material was used to send, and is now to receive with. */
        KEY_USED_OUTBOUND,
        /** The keying material was used to receive, and is now to send with. */
        KEY_USED_INBOUND,
        /** The keying material was used to send, so long ago that nobody knows how far. */
        KEY_FORGOTTEN,
        /** The keying material is not of the algorithm's length. */
        WRONG_KEY_LENGTH,
        /** The replay window is no power of two from 32 to 65536. */
        BAD_REPLAY_WINDOW,
        /** The sequence number to start above is not one that the SA has. */
        BAD_SEQUENCE,
        /** A limit of the lifetime is below 1, too long, or below its soft one. */
        BAD_LIFETIME,
        /** Every sequence number of that key is used. */
        SEQUENCE_EXHAUSTED,
        /** No sequence numbers could be leased: the disk failed, or is full. */
        LEASE_REFUSED,
        /** There is no policy of that number. */
        NO_SUCH_POLICY,
        /** The policy's tunnel cannot protect what it matches. */
        BAD_POLICY,
        /** Another policy cannot be put there, or no further path is kept. */
        NO_ROOM,
        /** No packet of that kind can come to the gateway. */
        NO_SUCH_PACKET,
        /** The engine refused the key, or something else that should not happen. */
        FAILED
    }

    private final Code code;

    /**
     * A refusal.
     *
     * @param code    what was wrong.
     * @param message one sentence.
     */
    public ControlException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** {@return what was wrong} */
    public Code code() {
        return code;
    }
}
