package dev.bifrost.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The prices that the gateway carries, {@code prices.txt}. Loading it only finds where each list begins; a list is read
 * when the first of its models is looked for.
 */
final class BuiltInPrices implements PriceTable {
    private static final String RESOURCE = "prices.txt";

    private final String text;
    private final String snapshot;
    private final Map<String, Integer> begins = new HashMap<>();
    private final Map<String, List<Listing>> read = new ConcurrentHashMap<>();

    private BuiltInPrices(String text) {
        this.text = text;
        for (int at = text.indexOf("\n["); at >= 0; at = text.indexOf("\n[", at + 1)) {
            begins.put(text.substring(at + 2, text.indexOf(']', at)), at + 1);
        }
        int at = text.indexOf("\nsnapshot ") + 10;
        this.snapshot = text.substring(at, text.indexOf('\n', at));
    }

    static BuiltInPrices load() {
        try (InputStream in = BuiltInPrices.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the gateway's jar");
            }
            return new BuiltInPrices(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The date of its facts. */
    String snapshot() {
        return snapshot;
    }

    /** The names of all lists. */
    Set<String> names() {
        return Set.copyOf(begins.keySet());
    }

    @Override
    public List<Listing> list(String name) {
        List<Listing> listings = read.get(name);
        if (listings != null) {
            return listings;
        }
        Integer begin = begins.get(name);
        return begin == null ? List.of() : read.computeIfAbsent(name, _ -> parse(begin));
    }

    private List<Listing> parse(int begin) {
        int end = text.indexOf("\n[", begin);
        return PriceLines.read(text.substring(begin, end < 0 ? text.length() : end), snapshot);
    }
}
