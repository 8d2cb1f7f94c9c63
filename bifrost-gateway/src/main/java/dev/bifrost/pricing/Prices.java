package dev.bifrost.pricing;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What every model costs. A whole of overrides, sources and the built-in catalogue; immutable but for what it remembers
 * of models that were asked for. May be asked from any thread; never blocks.
 */
public final class Prices {
    /** So many models are remembered; names come from clients. */
    private static final int REMEMBERED = 4_096;
    /** No model has a longer name. */
    private static final int LONGEST_NAME = 512;

    private final Overrides overrides;
    private final List<PriceTable> tables;
    private final Map<String, Factor> factors = new HashMap<>();
    private final Map<String, Map<String, Known>> known = new ConcurrentHashMap<>();

    Prices(PriceSettings settings, Map<String, BigDecimal> factors, List<PriceTable> tables) {
        this.tables = List.copyOf(tables);
        this.overrides = new Overrides(settings.overrides(), this.tables);
        for (Map.Entry<String, BigDecimal> factor : factors.entrySet()) {
            this.factors.put(factor.getKey(), Factor.of(factor.getValue()));
        }
    }

    /**
     * Overrides and the built-in catalogue alone, without sources.
     *
     * @param factors {@code price_factor} by the provider's name
     * @throws IllegalArgumentException if a factor or a {@code same_as} makes no sense
     */
    public static Prices of(PriceSettings settings, Map<String, BigDecimal> factors) {
        return new Prices(settings, factors, List.of(BuiltInPrices.load()));
    }

    private record Known(String type, Price price) {}

    /**
     * The price of a model.
     *
     * @param type  the provider's type as the catalogue of providers names it, such as {@code bedrock}
     * @param name  the provider's name
     * @param model the model as the provider calls it
     */
    public Price price(String type, String name, String model) {
        Map<String, Known> models = known.get(name);
        Known found = models == null ? null : models.get(model);
        return found != null && found.type.equals(type) ? found.price : remembered(type, name, model);
    }

    /** What a usage costs; {@link Cost#unknown} if nobody knows. The parameters are those of {@link #price}. */
    public Cost cost(String type, String name, String model, Usage usage, Instant at) {
        return price(type, name, model).cost(usage, at);
    }

    private Price remembered(String type, String name, String model) {
        Price price = model.length() > LONGEST_NAME ? Price.unknown(model) : find(type, name, model);
        Map<String, Known> models = known.get(name);
        if (models == null && known.size() < REMEMBERED) {
            Map<String, Known> first = new ConcurrentHashMap<>();
            Map<String, Known> other = known.putIfAbsent(name, first);
            models = other == null ? first : other;
        }
        if (models != null && models.size() < REMEMBERED && model.length() <= LONGEST_NAME) {
            models.put(model, new Known(type, price));
        }
        return price;
    }

    private Price find(String type, String name, String model) {
        List<Quote> agreed = overrides.quotes(type, name, model);
        for (ProviderLists.Place place : ProviderLists.places(type, model)) {
            Listing listing = listing(tables, place);
            if (listing != null) {
                return price(place.list() + "/" + listing.id(), listing.quotes(), agreed, name);
            }
        }
        List<Quote> otherwise = ProviderLists.isLocal(type) ? List.of(Term.free()) : List.of();
        return price(name + "/" + model, otherwise, agreed, name);
    }

    private Price price(String title, List<Quote> listed, List<Quote> agreed, String provider) {
        List<Quote> quotes = new ArrayList<>(listed);
        quotes.addAll(agreed);
        return Price.of(title, quotes, factors.getOrDefault(provider, Factor.ONE));
    }

    /** What the first table says that knows it. */
    static @Nullable Listing listing(List<PriceTable> tables, ProviderLists.Place place) {
        for (int i = 0; i < tables.size(); i++) {
            Listing listing = tables.get(i).find(place.list(), place.model());
            if (listing != null) {
                return listing;
            }
        }
        return null;
    }
}
