/**
 * What operators ask of the conductor, and how it refuses: data, from the control socket to whoever carries it
 * out.
 */
package dev.narrows.control.request;
