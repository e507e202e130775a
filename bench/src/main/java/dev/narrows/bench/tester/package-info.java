/**
 * A tester for gateways in other processes: it offers packets at a rate, by a timetable, and takes the time of each
 * until
 * it comes back.
 */
package dev.narrows.bench.tester;
