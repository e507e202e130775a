/**
 * What is known of each path between our outer address and a peer's: how large a packet may be, and on what evidence.
 * Holds the judge of "too big" claims, which anybody may forge. All of it belongs to the conductor's thread.
 */
package dev.narrows.path;
