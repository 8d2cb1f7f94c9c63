package dev.bifrost.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one list of {@code prices.txt}, whose form is described there. */
final class PriceLines {
    private static final String SOURCE = " catalogue";

    private final String snapshot;
    private Discount discount = Discount.NONE;
    private @Nullable BigDecimal search;

    private PriceLines(String snapshot) {
        this.snapshot = snapshot;
    }

    /** The first line is {@code [list] attributes}. */
    static List<Listing> read(String lines, String snapshot) {
        PriceLines reader = new PriceLines(snapshot);
        List<Listing> listings = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            if (line.startsWith("[")) {
                reader.attributes(line.substring(line.indexOf(']') + 1));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                listings.add(reader.listing(line));
            }
        }
        return List.copyOf(listings);
    }

    private void attributes(String text) {
        Long batch = null;
        Long cached = null;
        for (String attribute : text.strip().split(" ", -1)) {
            String value = attribute.substring(attribute.indexOf('=') + 1);
            switch (attribute.substring(0, Math.max(0, attribute.indexOf('=')))) {
                case "batch" -> batch = Long.valueOf(value);
                case "batch_cached" -> cached = Long.valueOf(value);
                case "search" -> search = new BigDecimal(value);
                case "" -> {
                    // none
                }
                default -> throw new IllegalArgumentException("unknown attribute " + attribute);
            }
        }
        discount = Discount.of(batch, cached);
    }

    private Listing listing(String line) {
        String[] fields = line.split("\t", -1);
        List<ModelMatch> matches =
                Arrays.stream(fields[1].split(" ", -1)).map(ModelMatch::parse).toList();
        List<Quote> quotes = new ArrayList<>();
        for (int i = 2; i < fields.length; i++) {
            quotes.add(quote(fields[i]));
        }
        return new Listing(fields[0], matches, quotes);
    }

    private Quote quote(String text) {
        QuoteDraft draft = new QuoteDraft();
        String version = snapshot + SOURCE;
        long above = 0;
        draft.set(Unit.SEARCH, 0, search);
        for (String word : text.split(" ", -1)) {
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
            throw new IllegalArgumentException("unknown unit in " + word);
        }
        return unit;
    }
}
