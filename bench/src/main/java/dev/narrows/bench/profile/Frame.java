package dev.narrows.bench.profile;

/**
 * A place in the source that machine code was made from.
 *
 * @param type   the class's full name.
 * @param method of it.
 * @param line   in its file, or 0 where that is not known.
 */
record Frame(String type, String method, int line) {
    private static final String OURS = "dev.narrows.";

    /** {@return whether it is this project's} */
    boolean isOurs() {
        return type.startsWith(OURS);
    }

    /** {@return the package without what all have in common: one stage of a packet's way} */
    String stage() {
        String name = shortType();
        int end = name.lastIndexOf('.');
        return end < 0 ? name : name.substring(0, end);
    }

    /** {@return the class, as it is told to people} */
    String shortType() {
        return isOurs() ? type.substring(OURS.length()) : type;
    }

    @Override
    public String toString() {
        return shortType() + "." + method + (line > 0 ? ":" + line : "");
    }
}
