/**
 * The control socket: JSON-RPC 2.0 over a Unix domain stream socket, one request a line, one answer a line. One thread
 * serves all clients without ever waiting for one of them; requests are handed to the conductor, and nothing is owned
 * here.
 */
package dev.narrows.api;
