/**
 * Ports, their links and who is on them: what is noticed of each, and told.
 */
package dev.narrows.control.link;
