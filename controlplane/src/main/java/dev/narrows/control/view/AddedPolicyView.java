package dev.narrows.control.view;

/**
 * What came of adding a policy.
 *
 * @param id the new policy's number.
 */
public record AddedPolicyView(int id) {
}
