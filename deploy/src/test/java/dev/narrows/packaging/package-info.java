/** The Debian package: what is in it, and what becomes of a disk when it is installed, upgraded, removed, purged. */
package dev.narrows.packaging;
