package dev.bifrost.pricing;

import dev.bifrost.api.Glob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The prices of the configuration. Of those that hold for a model the latest counts; of equals, the last in the file. */
final class Overrides {
    private final List<Entry> entries = new ArrayList<>();

    /** @param tables where the models are that {@code same_as} refers to */
    Overrides(List<PriceOverrideSettings> settings, List<PriceTable> tables) {
        for (PriceOverrideSettings each : settings) {
            entries.add(new Entry(Glob.of(each.provider()), Glob.of(each.model()), quotes(each, tables)));
        }
    }

    private record Entry(Glob provider, Glob model, List<Quote> quotes) {
        boolean isFor(String type, String name, String asked) {
            return (provider.matches(name) || provider.matches(type)) && model.matches(asked);
        }
    }

    /** Those for a model; they come after all others. */
    List<Quote> quotes(String type, String name, String model) {
        if (entries.isEmpty()) {
            return List.of();
        }
        List<Quote> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.isFor(type, name, model)) {
                found.addAll(entry.quotes());
            }
        }
        found.sort(Comparator.comparing(quote -> quote.from() == null ? Instant.MIN : quote.from()));
        return found;
    }

    private static List<Quote> quotes(PriceOverrideSettings override, List<PriceTable> tables) {
        String sameAs = override.sameAs();
        return sameAs == null ? List.of(priced(override)) : borrowed(override, sameAs, tables);
    }

    private static Quote priced(PriceOverrideSettings override) {
        QuoteDraft draft = new QuoteDraft();
        draft.from(override.since());
        draft.set(Unit.INPUT, 0, override.input());
        draft.set(Unit.CACHED, 0, override.cached());
        draft.set(Unit.CACHE_WRITE, 0, override.cacheWrite());
        draft.set(Unit.CACHE_WRITE_HOUR, 0, override.cacheWriteHour());
        draft.set(Unit.OUTPUT, 0, override.output());
        draft.set(Unit.REASONING, 0, override.reasoning());
        draft.set(Unit.AUDIO_INPUT, 0, override.audioInput());
        draft.set(Unit.AUDIO_CACHED, 0, override.audioCached());
        draft.set(Unit.AUDIO_OUTPUT, 0, override.audioOutput());
        draft.set(Unit.IMAGE, 0, override.image());
        draft.set(Unit.REQUEST, 0, override.request());
        draft.set(Unit.SEARCH, 0, override.search());
        for (PriceOverrideSettings.Above above : override.tiers()) {
            draft.set(Unit.INPUT, above.tokens(), above.input());
            draft.set(Unit.CACHED, above.tokens(), above.cached());
            draft.set(Unit.CACHE_WRITE, above.tokens(), above.cacheWrite());
            draft.set(Unit.CACHE_WRITE_HOUR, above.tokens(), above.cacheWriteHour());
            draft.set(Unit.OUTPUT, above.tokens(), above.output());
        }
        return draft.quote(version(override), Discount.of(override.batch(), null), true);
    }

    private static String version(PriceOverrideSettings override) {
        return override.from() == null ? "override" : override.from() + " override";
    }

    /** The quotes of another model; none before {@code from}. */
    private static List<Quote> borrowed(PriceOverrideSettings override, String sameAs, List<PriceTable> tables) {
        Instant since = override.since();
        List<Quote> quotes = new ArrayList<>();
        for (Quote quote : listing(sameAs, tables).quotes()) {
            Instant from = later(since, quote.from());
            quotes.add(new Quote(
                    from, quote.hours(), quote.tiers(), quote.discount(), quote.version() + ", " + sameAs, false));
        }
        return quotes;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    private static Listing listing(String model, List<PriceTable> tables) {
        int slash = model.indexOf('/');
        for (ProviderLists.Place place : ProviderLists.places(model.substring(0, slash), model.substring(slash + 1))) {
            Listing listing = Prices.listing(tables, place);
            if (listing != null) {
                return listing;
            }
        }
        throw new IllegalArgumentException("same_as: no list has the model '" + model + "'");
    }
}
