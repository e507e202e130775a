/**
 * Path MTU discovery at work: claims are judged, probes are sent, and workers are told. What is known of a path, and
 * how it is searched, is in {@link dev.narrows.path}.
 */
package dev.narrows.control.discovery;
