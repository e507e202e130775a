package dev.narrows.ipsecmb;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The ipsec-mb releases whose struct layouts are known and checked, the newest first, as they are looked for. */
enum IpsecMbAbi {
    /** ipsec-mb 2.0, as in Debian 13. */
    V2_0("2.0", 2),
    /** ipsec-mb 1.3, as in Debian 12. */
    V1_3("1.3", 1);

    private final String release;
    private final int soVersion;

    IpsecMbAbi(String release, int soVersion) {
        this.release = release;
        this.soVersion = soVersion;
    }

    /** The name under which the dynamic loader finds it. */
    String soname() {
        return "libIPSec_MB.so." + soVersion;
    }

    /** Whether what {@code imb_get_version_str()} returns, such as {@code 1.3.0}, is this release or a fix of it. */
    boolean matches(String version) {
        return version.equals(release) || version.startsWith(release + ".");
    }

    /** The name of a value of {@code IMB_ARCH}; the two releases number them differently. */
    String architecture(int value) {
        List<String> names = switch (this) {
            case V2_0 -> List.of("none", "SSE", "AVX2", "AVX512");
            case V1_3 -> List.of("none", "NOAESNI", "SSE", "AVX", "AVX2", "AVX512");
        };
        return value >= 0 && value < names.size() ? names.get(value) : "unknown";
    }

    /** The releases in a sentence: "2.0 or 1.3". */
    static String releases() {
        return Arrays.stream(values()).map(abi -> abi.release).collect(Collectors.joining(" or "));
    }
}
