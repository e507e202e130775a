package dev.narrows.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches the highest rate at which no more than a given part of the packets is lost, in the manner of RFC 2544 26.1:
 * rates rise step by step until too much is lost, then the gap is halved, and what is found must hold again.
 */
final class RateSearch {
    private static final double FIRST_STEPS = 10;
    private static final double HIGHEST = 1.5;
    private static final double RESOLUTION = 0.01;
    private static final int CONFIRMATIONS = 3;

    private final double limit;
    private final Trials trials;
    private final List<Step> steps = new ArrayList<>();

    /** What a search tries. */
    interface Trials {
        /**
         * Sends packets.
         *
         * @param rate packets a second.
         * @return the part of them that was lost, from 0 to 1.
         * @throws IOException          where that cannot be.
         * @throws InterruptedException where this thread was interrupted.
         */
        double loss(double rate) throws IOException, InterruptedException;
    }

    /**
     * One trial.
     *
     * @param rate packets a second.
     * @param loss the part that was lost.
     */
    record Step(double rate, double loss) {
    }

    /**
     * A search.
     *
     * @param limit  the part of packets that may be lost, from 0.
     * @param trials what tries a rate.
     */
    RateSearch(double limit, Trials trials) {
        this.limit = limit;
        this.trials = trials;
    }

    /**
     * Searches.
     *
     * @param guess a rate somewhere near, in packets a second; the result is exact to a hundredth of it.
     * @return the highest rate found, 0 where none is good.
     */
    double run(double guess) throws IOException, InterruptedException {
        double good = 0;
        double bad = Double.POSITIVE_INFINITY;
        double step = guess / FIRST_STEPS;
        for (double rate = step; rate <= guess * HIGHEST && bad > guess * HIGHEST; rate += step) {
            if (isGood(rate)) {
                good = rate;
            } else {
                bad = rate;
            }
        }
        while (bad - good > guess * RESOLUTION && bad < Double.POSITIVE_INFINITY) {
            double middle = (good + bad) / 2;
            if (isGood(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return confirm(good, guess * RESOLUTION);
    }

    private double confirm(double found, double step) throws IOException, InterruptedException {
        double rate = found;
        int held = 0;
        while (held < CONFIRMATIONS && rate > 0) {
            if (isGood(rate)) {
                held++;
            } else {
                held = 0;
                rate = Math.max(rate - step, 0);
            }
        }
        return rate;
    }

    private boolean isGood(double rate) throws IOException, InterruptedException {
        double loss = trials.loss(rate);
        steps.add(new Step(rate, loss));
        return loss <= limit;
    }

    /** {@return every trial, in order} */
    List<Step> steps() {
        return steps;
    }
}
