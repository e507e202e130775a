/**
 * The conductor: the one thread that owns security associations, policies, paths and neighbours, and that speaks to
 * the workers. Others reach it through {@link dev.narrows.control.ConductorClient}.
 */
package dev.narrows.control;
