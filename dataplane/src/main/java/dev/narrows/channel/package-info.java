/**
 * What the control plane and a worker say to each other. Commands go to the worker as objects through an array queue,
 * since an SA carries keys that must not be copied into a byte ring; events come back as fixed binary messages through
 * a ring buffer, since a worker must not allocate.
 */
package dev.narrows.channel;
