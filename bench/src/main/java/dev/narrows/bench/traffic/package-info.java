/**
 * The packets that measurements are made with, and the files that drivers play them from.
 */
package dev.narrows.bench.traffic;
