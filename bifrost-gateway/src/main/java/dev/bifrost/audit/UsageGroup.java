package dev.bifrost.audit;

import java.util.List;
import java.util.Locale;

/** By what usage is told apart. */
public sealed interface UsageGroup {
    /** All that there are, but for labels. */
    List<String> WORDS =
            List.of("key", "team", "organization", "model", "provider", "alias", "hour", "day", "month", "label:NAME");

    /** As it is written in a parameter and in the answer. */
    String word();

    /** A column; a key by its name. */
    record Column(CallFilter.Field field) implements UsageGroup {
        @Override
        public String word() {
            return field.word();
        }

        String column() {
            return field == CallFilter.Field.KEY ? "virtual_key" : field.column();
        }
    }

    /** A label, by its name. */
    record Label(String name) implements UsageGroup {
        @Override
        public String word() {
            return "label:" + name;
        }
    }

    /** Time: hours in UTC, days and months in the gateway's zone. */
    enum Span implements UsageGroup {
        HOUR,
        DAY,
        MONTH;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads such a word; throws {@link IllegalArgumentException} if it is none. */
    static UsageGroup read(String word) {
        if (word.startsWith("label:") && word.length() > 6) {
            return new Label(word.substring(6));
        }
        for (Span span : Span.values()) {
            if (span.word().equals(word)) {
                return span;
            }
        }
        for (CallFilter.Field field : CallFilter.Field.values()) {
            if (field.inUsage() && field.word().equals(word)) {
                return new Column(field);
            }
        }
        throw new IllegalArgumentException("'" + word + "' is nothing to group by");
    }
}
