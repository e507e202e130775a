package dev.narrows.control.request;

import dev.narrows.wire.IpAddress;
import java.util.Optional;

/**
 * A change of a tunnel while it runs.
 *
 * @param tunnel its name.
 * @param mtu    the largest inner packet of the interface in bytes, or {@link dev.narrows.sa.TunnelSettings#NO_MTU};
 *               nothing where it stays.
 * @param remote the peer's new outer address; nothing where it stays.
 */
public record TunnelChange(String tunnel, Optional<Integer> mtu, Optional<IpAddress> remote) {
}
