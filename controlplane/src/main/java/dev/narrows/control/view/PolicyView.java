package dev.narrows.control.view;

/**
 * What a tunnel protects.
 *
 * @param local  the inner addresses on our side, such as {@code 10.1.0.0/24}.
 * @param remote the inner addresses on the peer's side.
 */
public record PolicyView(String local, String remote) {
}
