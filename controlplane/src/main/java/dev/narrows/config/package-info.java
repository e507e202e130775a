/**
 * The configuration file: what an operator wrote, checked wholly before anything starts, as immutable records. Every
 * mistake is told with its file, line and key, all in one go.
 */
package dev.narrows.config;
