package dev.bifrost.api.chat;

import java.util.List;

/**
 * Documents in order, the best first.
 *
 * @param id          the provider's; empty if it gives none
 * @param searchUnits what Cohere bills; 0 if the provider does not say
 */
public record RerankAnswer(String id, List<Ranked> results, long searchUnits) {
    public RerankAnswer {
        results = List.copyOf(results);
    }

    /** A document by its place in the request, and how well it answers, from 0 to 1. */
    public record Ranked(int index, double relevance) {}
}
