package dev.narrows.neighbor;

/** What an address of ours is good for (RFC 4862 2). */
public enum AddressState {
    /** It is being asked whether somebody else has it; nobody is answered. */
    TENTATIVE("tentative"),
    /** Ours. */
    VALID("valid"),
    /** Somebody else has it: it is not used on the link. */
    DUPLICATE("duplicate");

    private final String label;

    AddressState(String label) {
        this.label = label;
    }

    /** {@return the word that operators see} */
    public String label() {
        return label;
    }
}
