package dev.narrows.bench;

import dev.narrows.bench.report.Chapter;
import java.io.IOException;

/**
 * One part of the bench.
 */
interface Section {
    /**
     * Measures.
     *
     * @param chapter receives what is found.
     * @throws IOException          where it cannot go on.
     * @throws InterruptedException where this thread was interrupted.
     */
    void run(Chapter chapter) throws IOException, InterruptedException;
}
