package dev.bifrost.telemetry;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression, read word by word.
 *
 * @param selectors metrics, each with the labels that are matched
 * @param grouping  labels in {@code by}, {@code on} and the like
 */
record PromQuery(Map<String, Set<String>> selectors, Set<String> grouping) {
    /** Labels that Prometheus gives to every series. */
    static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "inf", "nan", "start", "end");
    /** Strings first, so that nothing in them counts; then what is between brackets; numbers and durations; names. */
    private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|\\[[^]]*]"
            + "|[0-9][0-9a-zA-Z.]*|[a-zA-Z_:][a-zA-Z0-9_:]*|\\{\\{[^}]*}}|\\S");

    static PromQuery of(String expression) {
        PromQuery query = new PromQuery(new TreeMap<>(), new TreeSet<>());
        var tokens = TOKEN.matcher(expression)
                .results()
                .map(result -> result.group())
                .toList();
        String metric = null;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (LISTS.contains(token)) {
                i = next.equals("(") ? query.list(tokens, i + 2) : i;
            } else if (token.equals("{")) {
                i = query.matchers(tokens, i + 1, metric);
            } else if (Character.isLetter(token.charAt(0))
                    && !next.equals("(")
                    && !WORDS.contains(token.toLowerCase(java.util.Locale.ROOT))) {
                // an aggregation's name stands before by (…)
                if (!LISTS.contains(next)) {
                    metric = token;
                    query.selectors.computeIfAbsent(token, _ -> new TreeSet<>());
                }
            }
        }
        return query;
    }

    private int list(java.util.List<String> tokens, int from) {
        int i = from;
        for (; i < tokens.size() && !tokens.get(i).equals(")"); i++) {
            if (!tokens.get(i).equals(",")) {
                grouping.add(tokens.get(i));
            }
        }
        return i;
    }

    private int matchers(java.util.List<String> tokens, int from, String metric) {
        int i = from;
        for (; i < tokens.size() && !tokens.get(i).equals("}"); i++) {
            if (Character.isLetter(tokens.get(i).charAt(0))) {
                selectors
                        .computeIfAbsent(String.valueOf(metric), _ -> new TreeSet<>())
                        .add(tokens.get(i));
            }
        }
        return i;
    }

    /** The labels that a legend or a message shows, such as {@code {{provider}}} and {@code {{ $labels.provider }}}. */
    static Set<String> shown(String template) {
        Set<String> labels = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)\\s*}}").matcher(template);
        while (matcher.find()) {
            labels.add(matcher.group(1));
        }
        return labels;
    }
}
