/**
 * Which packets a tunnel protects, and where the others go: selectors, policies and routes.
 */
package dev.narrows.policy;
