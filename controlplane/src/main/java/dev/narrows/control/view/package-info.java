/**
 * What the control socket shows: immutable snapshots, made on the conductor's thread, whose components are the fields
 * of the answers in JSON.
 */
package dev.narrows.control.view;
