package dev.narrows.control.tunnel;

/** Whether a tunnel can send, as far as the control plane knows. */
public enum TunnelState {
    /** It can, and its peer answers where it is asked. */
    UP("up"),
    /** It has no outbound SA, or one that is used up. */
    NO_SA("no-sa"),
    /** Its peer has not answered for as long as is configured. */
    UNANSWERED("unanswered");

    private final String label;

    TunnelState(String label) {
        this.label = label;
    }

    /** {@return the word that operators see} */
    public String label() {
        return label;
    }
}
