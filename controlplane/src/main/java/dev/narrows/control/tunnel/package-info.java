/**
 * What tunnels are like now: the path, the MTU and the state of each, what is due for it, and whether its peer answers.
 */
package dev.narrows.control.tunnel;
