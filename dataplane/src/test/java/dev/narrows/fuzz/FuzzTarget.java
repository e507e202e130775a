package dev.narrows.fuzz;

import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Something that must stand whatever it is fed. An input is lines of text, so that it can be kept in a file, looked at
 * and run again.
 */
public interface FuzzTarget {
    /** {@return what it is, in one word} */
    String name();

    /**
     * Makes an input.
     *
     * @param random where chance comes from; the IVs of a cipher may come from elsewhere.
     * @return its lines.
     */
    List<String> generate(Random random);

    /**
     * Feeds it an input.
     *
     * @param input as {@link #generate} made it, or with lines left out but for the first.
     * @throws AssertionError where something is not as it must be; anything else that is thrown is a failure, too.
     */
    void run(List<String> input);

    /** {@return what became of its inputs so far, so that a test sees that they get anywhere} */
    Set<String> reached();
}
