package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assumptions.abort;

/** The library, or a test that is skipped, with the reason, where it is not installed. */
final class IpsecMbForTests {
    private IpsecMbForTests() {
    }

    static IpsecMbLibrary library() {
        try {
            return IpsecMbLibrary.load();
        } catch (IpsecMbException absent) {
            return abort(absent.getMessage());
        }
    }
}
