/**
 * What workers are told, and whether they have obeyed: orders are kept in their order until they fit a worker's queue.
 */
package dev.narrows.control.order;
