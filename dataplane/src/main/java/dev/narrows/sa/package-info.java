/**
 * Security associations, tunnels and paths as a worker needs them at run time. What an operator configured is another
 * type, in the control plane.
 */
package dev.narrows.sa;
