package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Calls of tools and their results, each of which Bedrock wants once and in the very next turn. */
final class ToolRounds {
    private ToolRounds() {}

    static void check(List<Turn> turns) throws Refusal {
        Set<String> open = Set.of();
        for (Turn turn : turns) {
            Set<String> answered = turn.answered();
            Set<String> missing = without(open, answered);
            if (!missing.isEmpty()) {
                throw unanswered(missing);
            }
            Set<String> orphans = without(answered, open);
            if (!orphans.isEmpty()) {
                throw oneForEach("no such call is before the results of " + orphans);
            }
            if (answered.size() < turn.count("toolResult")) {
                throw oneForEach("one call has several");
            }
            open = turn.calls();
        }
        if (!open.isEmpty()) {
            throw unanswered(open);
        }
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static Refusal unanswered(Set<String> calls) {
        return Translation.refusal(
                "messages",
                "Bedrock wants the results of all tools that an assistant message calls directly after it; they are"
                        + " missing for " + calls);
    }

    private static Refusal oneForEach(String fault) {
        return Translation.refusal(
                "messages",
                "Bedrock takes one result for each call of a tool, directly after the assistant message that calls it; "
                        + fault);
    }
}
