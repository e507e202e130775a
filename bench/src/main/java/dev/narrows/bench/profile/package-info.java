/**
 * Where a worker's time goes: samples of Linux {@code perf}, told apart by what was compiled there.
 */
package dev.narrows.bench.profile;
