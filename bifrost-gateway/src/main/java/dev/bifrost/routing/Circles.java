package dev.bifrost.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds aliases whose fallbacks lead back to themselves. */
final class Circles {
    private final Names names;
    private final List<RoutingProblem> problems = new ArrayList<>();
    private final List<Alias> way = new ArrayList<>();
    private final Set<Alias> done = new HashSet<>();

    private Circles(Names names) {
        this.names = names;
    }

    /** One problem for each fallback entry that closes a circle. */
    static List<RoutingProblem> of(Names names) {
        var circles = new Circles(names);
        names.aliases().forEach(circles::visit);
        return circles.problems;
    }

    private void visit(Alias alias) {
        if (!done.add(alias)) {
            return;
        }
        way.add(alias);
        List<Hop> fallbacks = names.fallbacks(alias);
        for (int i = 0; i < fallbacks.size(); i++) {
            if (fallbacks.get(i) instanceof Hop.ToAlias to) {
                int start = way.indexOf(to.alias());
                if (start >= 0) {
                    problems.add(circle(alias.path() + ".fallback[" + i + "]", start));
                }
                visit(to.alias());
            }
        }
        way.removeLast();
    }

    private RoutingProblem circle(String path, int start) {
        List<Alias> round = way.subList(start, way.size());
        String text = Stream.concat(round.stream(), Stream.of(round.getFirst()))
                .map(Alias::name)
                .collect(Collectors.joining(" → "));
        return RoutingProblem.error(path, "leads in a circle: " + text);
    }
}
