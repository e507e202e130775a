package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code routes}.
 */
final class RoutesSection {
    private static final ValueType<Integer> METRIC = Values.integer(0, RouteConfig.LARGEST_METRIC);

    private RoutesSection() {
    }

    /**
     * Reads the routes.
     *
     * @param root the whole file.
     * @return the routes in which nothing is wrong.
     */
    static List<Located<RouteConfig>> read(Section root) {
        List<Located<RouteConfig>> routes = new ArrayList<>();
        for (Section route : root.sections("routes")) {
            route.read(RoutesSection::route).ifPresent(routes::add);
        }
        return routes;
    }

    private static RouteConfig route(Section section) {
        IpPrefix to = section.required("to", Values.PREFIX);
        Optional<IpAddress> via = section.optional("via", Values.ADDRESS);
        Optional<String> tunnel = section.optional("tunnel", Values.TEXT);
        if (via.isPresent() == tunnel.isPresent()) {
            section.errorAt(via.isPresent() ? "tunnel" : "via", via.isPresent()
                ? "is given beside via; a route leads to a next hop or into a tunnel"
                : "is missing, and so is tunnel; a route leads to a next hop or into a tunnel");
        }
        via.filter(address -> address.isIpv4() != to.isIpv4()).ifPresent(address -> section.errorAt("via",
            address + " is of another family than " + to + "; the next hop must be of the same"));
        return new RouteConfig(to, via, tunnel, section.optional("metric", METRIC).orElse(0));
    }
}
