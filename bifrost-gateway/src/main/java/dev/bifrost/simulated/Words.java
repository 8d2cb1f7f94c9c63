package dev.bifrost.simulated;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The text of an answer, token by token: an echo of the question by which it can be matched, then filling.
 *
 * @param tokens   each with the blank before it, as tokenizers have it
 * @param complete false if the limit of the request cut it short
 */
record Words(List<String> tokens, boolean complete) {
    private static final String[] FILLING = (" This answer was made up by the simulated provider of the gateway;"
                    + " no model was asked.")
            .split("(?= )");

    /** Code points of the question that are said again. */
    private static final int ECHO = 1_000;

    /** No token is longer, so that a question without blanks still makes a stream. */
    private static final int LONGEST = 24;

    static Words about(Question question, int wanted) {
        List<String> tokens = new ArrayList<>();
        split("You said: " + question.said(), tokens);
        int length = wanted > 0 ? wanted : tokens.size() + FILLING.length;
        for (int i = 0; tokens.size() < length; i++) {
            tokens.add(FILLING[i % FILLING.length]);
        }
        int most = question.maxTokens() > 0 ? Math.min(length, question.maxTokens()) : length;
        return new Words(List.copyOf(tokens.subList(0, most)), most == length);
    }

    String text() {
        return String.join("", tokens);
    }

    /** The inside of a JSON string. */
    static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
    }

    private static void split(String text, List<String> tokens) {
        int from = 0;
        int seen = 0;
        int at = 0;
        while (at < text.length() && seen < ECHO) {
            int point = text.codePointAt(at);
            if (at > from && (Character.isWhitespace(point) || at - from >= LONGEST)) {
                tokens.add(text.substring(from, at));
                from = at;
            }
            at += Character.charCount(point);
            seen++;
        }
        tokens.add(text.substring(from, at));
    }
}
