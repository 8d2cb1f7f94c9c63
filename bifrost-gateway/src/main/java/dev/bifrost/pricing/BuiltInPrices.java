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
import org.jspecify.annotations.Nullable;

/**
 * The prices that the gateway carries, {@code prices.txt}. Loading it only finds where each list begins, and looking for
 * a model reads only its own line: a list read whole costs tens of milliseconds in a gateway that has just started.
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
    public @Nullable Listing find(String list, String model) {
        Integer begin = begins.get(list);
        return begin == null ? null : new PriceLine(text, begin, snapshot).find(model);
    }

    /** The whole list; slow, and kept. */
    @Override
    public List<Listing> list(String name) {
        List<Listing> listings = read.get(name);
        if (listings != null) {
            return listings;
        }
        Integer begin = begins.get(name);
        return begin == null ? List.of() : read.computeIfAbsent(name, _ -> new PriceLine(text, begin, snapshot).all());
    }
}
