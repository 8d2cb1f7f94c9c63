package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The catalogue itself: a line that can not be read would be found by the first call of that model. */
class BuiltInPricesTest {
    private final BuiltInPrices prices = BuiltInPrices.load();

    @Test
    void lists_all_canBeReadAndHoldSensiblePrices() {
        assertThat(prices.names()).hasSize(34).contains("openai", "bedrock", "google", "huggingface_groq");
        assertThat(prices.snapshot()).isEqualTo("2026-08-21");
        int models = 0;
        for (String name : prices.names()) {
            List<Listing> listings = prices.list(name);
            assertThat(listings).as(name).isNotEmpty();
            models += listings.size();
            for (Listing listing : listings) {
                assertThat(listing.quotes()).as(listing.id()).isNotEmpty().allSatisfy(quote -> {
                    Rates rates = quote.tiers().getFirst().rates();
                    assertThat(rates.lists(Unit.INPUT)).isTrue();
                    assertThat(rates.of(Unit.CACHE_WRITE_HOUR)).isGreaterThanOrEqualTo(rates.of(Unit.CACHE_WRITE));
                });
            }
        }
        assertThat(models).isEqualTo(1_286);
    }

    @Test
    void find_everyName_isTheFirstThatMatchesInTheWholeList() {
        for (String name : prices.names()) {
            LoadedTable whole = new LoadedTable(Map.of(name, prices.list(name)));
            for (Listing listing : prices.list(name)) {
                for (ModelMatch match : listing.matches()) {
                    String model = match.kind() == ModelMatch.Kind.PART ? "eu." + match.text() + "-v9" : match.text();
                    assertThat(prices.find(name, model) == null)
                            .as(name + "/" + model)
                            .isEqualTo(whole.find(name, model) == null);
                    Listing found = prices.find(name, model);
                    Listing same = whole.find(name, model);
                    if (found != null && same != null) {
                        assertThat(found.id()).isEqualTo(same.id());
                        assertThat(found.quotes()).isEqualTo(same.quotes());
                    }
                }
            }
        }
        assertThat(prices.find("openai", "")).isNull();
        assertThat(prices.find("no-such-list", "gpt-4o")).isNull();
    }

    @Test
    void price_seedConfiguration_isKnown() {
        Prices all = Prices.of(PriceSettings.standard(), Map.of());
        Instant now = Instant.parse("2026-11-24T00:00:00Z");
        for (String model : List.of("mistral-small-2410", "mistral-large-2411")) {
            assertThat(all.price("mistral", "mistral", model).isUnknown(now))
                    .as(model)
                    .isFalse();
        }
        assertThat(all.price("anthropic", "anthropic", "claude-opus-4.7").isUnknown(now))
                .isFalse();
    }
}
