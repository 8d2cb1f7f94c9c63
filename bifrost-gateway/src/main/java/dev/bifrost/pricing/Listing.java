package dev.bifrost.pricing;

import java.util.List;

/**
 * A model in a list of prices.
 *
 * @param id      what the list calls it
 * @param matches the names that are its own: one must match
 * @param quotes  its prices; of those in force at a time the last holds
 */
record Listing(String id, List<ModelMatch> matches, List<Quote> quotes) {
    Listing {
        matches = List.copyOf(matches);
        quotes = List.copyOf(quotes);
    }

    boolean isNamed(String name) {
        for (int i = 0; i < matches.size(); i++) {
            if (matches.get(i).matches(name)) {
                return true;
            }
        }
        return false;
    }

    Listing withQuotes(List<Quote> others) {
        return new Listing(id, matches, others);
    }

    /** True if the prices are the same, whatever their versions. */
    boolean saysAs(List<Quote> others) {
        if (quotes.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < quotes.size(); i++) {
            if (!quotes.get(i).saysAs(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
