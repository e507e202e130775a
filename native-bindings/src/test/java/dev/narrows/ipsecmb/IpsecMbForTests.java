package dev.narrows.ipsecmb;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;

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

    /** The instruction sets that the library has functions for and this CPU has; skips the test without the library. */
    static List<String> architectures() {
        IpsecMbAbi abi = library().abi();
        List<String> found = new ArrayList<>();
        for (int value = 0; !abi.architecture(value).equals("unknown"); value++) {
            String architecture = abi.architecture(value);
            if (!architecture.equals("none") && !architecture.equals("NOAESNI") && opens(architecture)) {
                found.add(architecture);
            }
        }
        return found;
    }

    private static boolean opens(String architecture) {
        try {
            IpsecMb.open(architecture).close();
            return true;
        } catch (IpsecMbException thisCpuLacksIt) {
            return false;
        }
    }
}
