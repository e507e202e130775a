/**
 * What the configuration asks for, with the numbers that everybody calls things by.
 */
package dev.narrows.control.plan;
