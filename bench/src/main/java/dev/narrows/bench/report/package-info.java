/**
 * What the bench says: measurements with every sample, tables, plots, and the files that hold them. Knows nothing of
 * gateways.
 */
package dev.narrows.bench.report;
