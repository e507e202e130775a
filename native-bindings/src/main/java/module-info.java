/**
 * The only module that calls native code: DPDK, ipsec-mb and a few Linux system calls.
 *
 * <p>It depends on nothing, so that the launcher can put it alone on the module path and grant native access to it
 * alone.
 */
module dev.narrows.nativebindings {
    exports dev.narrows.dpdk;
    exports dev.narrows.ipsecmb;
    exports dev.narrows.linux;
}
