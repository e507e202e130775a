package dev.narrows.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code routes}.
 */
final class RoutesSection {
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
        return new RouteConfig(section.required("to", Values.PREFIX), section.required("via", Values.ADDRESS));
    }
}
