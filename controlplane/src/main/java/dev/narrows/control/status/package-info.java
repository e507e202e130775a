/**
 * What is shown to operators: the state of everything in words and numbers, and what would become of a packet.
 */
package dev.narrows.control.status;
