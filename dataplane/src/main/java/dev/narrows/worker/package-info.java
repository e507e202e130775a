/**
 * The duty cycle of a worker and the stages that a packet passes on its way from receive to transmit.
 */
package dev.narrows.worker;
