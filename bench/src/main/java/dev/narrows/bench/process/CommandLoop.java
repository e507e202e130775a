package dev.narrows.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads lines from the standard input, does what they say, and answers each with a line that begins with
 * {@link #ANSWER}, to be told apart from what libraries print.
 */
public final class CommandLoop {
    /** What an answer begins with. */
    public static final String ANSWER = "bench: ";

    private static final String QUIT = "quit";

    private CommandLoop() {
    }

    /** Does what a line says. */
    public interface Command {
        /**
         * Does it.
         *
         * @param words the line's.
         * @return the answer: {@code ok}, and values by name.
         * @throws InterruptedException where this thread was interrupted.
         */
        String obey(String... words) throws InterruptedException;
    }

    /** What prepares, then serves, then cleans up. */
    public interface Body {
        /**
         * Does all of it.
         *
         * @throws IOException          where the standard input cannot be read.
         * @throws InterruptedException where this thread was interrupted.
         */
        void run() throws IOException, InterruptedException;
    }

    /**
     * Runs a process to its end. What fails is the last answer.
     *
     * @param body what it does.
     */
    public static void main(Body body) {
        try {
            body.run();
            System.exit(0);
        } catch (IOException | InterruptedException | RuntimeException e) {
            answer("failed " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Serves until the input ends, or says {@code quit}.
     *
     * @param greeting the first answer.
     * @param command  what lines are given to.
     * @throws IOException          where the standard input cannot be read.
     * @throws InterruptedException where this thread was interrupted.
     */
    public static void serve(String greeting, Command command) throws IOException, InterruptedException {
        answer(greeting);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null && !line.equals(QUIT)) {
            answer(command.obey(line.split(" ", -1)));
            line = in.readLine();
        }
    }

    private static void answer(String text) {
        System.out.println(ANSWER + text);
        System.out.flush();
    }
}
