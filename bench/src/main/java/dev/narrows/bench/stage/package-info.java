/**
 * JMH benchmarks of the stages that a packet passes, each alone.
 */
package dev.narrows.bench.stage;
