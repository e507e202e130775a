/**
 * Every counter and every drop reason of the data plane.
 */
package dev.narrows.stats;
