/** What is written for people holds: links lead somewhere, examples work, what is named exists. */
package dev.narrows.papers;
