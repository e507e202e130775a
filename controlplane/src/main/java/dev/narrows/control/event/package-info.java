/**
 * What operators hear of while it happens: raised where it happens, carried to whoever listens.
 */
package dev.narrows.control.event;
