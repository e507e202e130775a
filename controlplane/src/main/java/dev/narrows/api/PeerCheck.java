package dev.narrows.api;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Who may use the control socket: the user that the gateway runs as, and root. The socket's mode says the same; this
 * holds even where somebody changes the mode. Refusals are counted, and told at each power of two.
 */
final class PeerCheck {
    private final UserPrincipal self;
    private final UserPrincipal root;
    private final Consumer<String> log;
    /** Written by the socket's thread. */
    private volatile long refusals;

    /**
     * A check.
     *
     * @param self the user that the gateway runs as.
     * @param log  where refusals are told.
     * @throws IOException where the system does not know who root is.
     */
    PeerCheck(UserPrincipal self, Consumer<String> log) throws IOException {
        this.self = self;
        this.root = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
        this.log = log;
    }

    /**
     * Checks a client's credentials as the kernel knows them.
     *
     * @param client the connection.
     * @return whether it is served.
     * @throws IOException where the kernel does not tell.
     */
    boolean admits(SocketChannel client) throws IOException {
        UnixDomainPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
        if (peer.user().equals(self) || peer.user().equals(root)) {
            return true;
        }
        long count = refusals + 1;
        refusals = count;
        if (Long.bitCount(count) == 1) {
            log.accept("control socket: refused user " + peer.user().getName() + "; refused so far: " + count);
        }
        return false;
    }

    /** {@return how many clients were refused} */
    long refusals() {
        return refusals;
    }
}
