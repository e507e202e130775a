/**
 * Processes that take turns at being measured: gateways that are Narrows and gateways that are not, and what sets
 * limits
 * to all of them.
 */
package dev.narrows.bench.peer;
