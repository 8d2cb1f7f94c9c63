package dev.bifrost.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the lines of one list of {@code prices.txt}, whose form is described there. Plain loops: it runs when a
 * model is asked for the first time, on the loop that asks.
 */
final class PriceLine {
    private static final String SOURCE = " catalogue";

    private final String text;
    private final String snapshot;
    private int begin;
    private int end;
    private Discount discount = Discount.NONE;
    private @Nullable BigDecimal search;

    /** @param header where the line {@code [list] attributes} begins */
    PriceLine(String text, int header, String snapshot) {
        this.text = text;
        this.snapshot = snapshot;
        this.begin = header;
        this.end = lineEnd(header);
        attributes(text.substring(text.indexOf(']', header) + 1, end));
    }

    private int lineEnd(int from) {
        int at = text.indexOf('\n', from);
        return at < 0 ? text.length() : at;
    }

    /** False at the empty line after the list. */
    private boolean next() {
        begin = Math.min(end + 1, text.length());
        end = lineEnd(begin);
        return end > begin;
    }

    /** The first model of the list that has this name, which is in lower case. */
    @Nullable
    Listing find(String model) {
        while (next()) {
            int from = text.indexOf('\t', begin) + 1;
            int to = text.indexOf('\t', from);
            while (from < to) {
                int space = text.indexOf(' ', from);
                int stop = space < 0 || space > to ? to : space;
                if (matches(from, stop, model)) {
                    return listing();
                }
                from = stop + 1;
            }
        }
        return null;
    }

    /** The whole list. */
    List<Listing> all() {
        List<Listing> listings = new ArrayList<>();
        while (next()) {
            listings.add(listing());
        }
        return List.copyOf(listings);
    }

    private boolean matches(int from, int to, String model) {
        int length = to - from - 1;
        return switch (text.charAt(from)) {
            case '=' -> model.length() == length && model.regionMatches(0, text, from + 1, length);
            case '^' -> model.regionMatches(0, text, from + 1, length);
            case '*' -> model.contains(text.substring(from + 1, to));
            default -> ModelMatch.parse(text.substring(from, to)).matches(model);
        };
    }

    private void attributes(String attributes) {
        Long batch = null;
        Long cached = null;
        for (String attribute : attributes.strip().split(" ", -1)) {
            String value = attribute.substring(attribute.indexOf('=') + 1);
            switch (attribute.substring(0, Math.max(0, attribute.indexOf('=')))) {
                case "batch" -> batch = Long.valueOf(value);
                case "batch_cached" -> cached = Long.valueOf(value);
                case "search" -> search = new BigDecimal(value);
                case "" -> {
                    // none
                }
                default -> throw new IllegalArgumentException(attribute);
            }
        }
        discount = Discount.of(batch, cached);
    }

    private Listing listing() {
        String[] fields = text.substring(begin, end).split("\t", -1);
        List<ModelMatch> matches = new ArrayList<>();
        for (String match : fields[1].split(" ", -1)) {
            matches.add(ModelMatch.parse(match));
        }
        List<Quote> quotes = new ArrayList<>();
        for (int i = 2; i < fields.length; i++) {
            quotes.add(quote(fields[i]));
        }
        return new Listing(fields[0], matches, quotes);
    }

    private Quote quote(String prices) {
        QuoteDraft draft = new QuoteDraft();
        String version = snapshot + SOURCE;
        long above = 0;
        draft.set(Unit.SEARCH, 0, search);
        for (String word : prices.split(" ", -1)) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith(">")) {
                above = Long.parseLong(word.substring(1));
            } else if (word.startsWith("from=")) {
                draft.from(LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant());
                version = value + SOURCE;
            } else if (word.startsWith("hours=")) {
                Hours hours = hours(value);
                draft.hours(hours);
                version = snapshot + SOURCE + " " + hours;
            } else {
                draft.set(unit(word), above, new BigDecimal(value));
            }
        }
        return draft.quote(version, discount, false);
    }

    private static Hours hours(String range) {
        int dash = range.indexOf('-');
        return Hours.of(LocalTime.parse(range.substring(0, dash)), LocalTime.parse(range.substring(dash + 1)));
    }

    private static Unit unit(String word) {
        Unit unit = Unit.of(word.substring(0, word.indexOf('=')));
        if (unit == null) {
            throw new IllegalArgumentException(word);
        }
        return unit;
    }
}
