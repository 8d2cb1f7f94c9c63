package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

    private static @Nullable BigDecimal usd(@Nullable String dollars) {
        return dollars == null ? null : new BigDecimal(dollars);
    }

    private static PriceOverrideSettings override(
            String provider, String model, @Nullable String from, @Nullable String input, @Nullable String output) {
        return new PriceOverrideSettings(
                provider,
                model,
                from,
                null,
                usd(input),
                null,
                null,
                null,
                usd(output),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    private static PriceOverrideSettings sameAs(String provider, String model, String other) {
        return new PriceOverrideSettings(
                provider, model, null, other, null, null, null, null, null, null, null, null, null, null, null, null,
                null, List.of());
    }

    private static Prices prices(PriceOverrideSettings... overrides) {
        return Prices.of(
                new PriceSettings(List.of(overrides), List.of(), null, null),
                Map.of("azure-ch", new BigDecimal("0.5")));
    }

    private static Cost cost(Prices prices, String type, String name, String model, Instant at) {
        return prices.cost(type, name, model, Usage.of(1_000, 100), at);
    }

    @Test
    void cost_overridden_isWhatTheOperatorSays() {
        Prices prices = prices(override("openai", "gpt-4o*", null, "2", "8"));

        // 1,000 × 2,000 + 100 × 8,000
        assertThat(cost(prices, "openai", "openai", "gpt-4o-mini", AT)).isEqualTo(new Cost(2_800_000, "override"));
        assertThat(cost(prices, "openai", "mine", "gpt-4o", AT).nanoDollars())
                .as("by the type")
                .isEqualTo(2_800_000);
        assertThat(cost(prices, "azure", "azure", "gpt-4o", AT).nanoDollars())
                .as("another provider")
                .isEqualTo(3_500_000);
    }

    @Test
    void cost_unknownOrLocalModel_getsAPriceByAnOverride() {
        Prices prices = prices(override("my-llm", "*", null, "1", "1"), override("ollama", "big-*", null, "0.5", null));

        assertThat(cost(prices, "my-llm", "my-llm", "anything/at:all", AT).nanoDollars())
                .isEqualTo(1_100_000);
        assertThat(cost(prices, "ollama", "ollama", "big-1", AT)).isEqualTo(new Cost(500_000, "override"));
        assertThat(cost(prices, "ollama", "ollama", "small-1", AT)).isEqualTo(new Cost(0, "local"));
    }

    @Test
    void cost_datedOverrides_holdOneAfterTheOther() {
        Prices prices = prices(
                override("openai", "gpt-4o", "2027-01-01", "3", "0"),
                override("openai", "gpt-4o", "2026-06-01", "2", "0"),
                override("my-llm", "*", "2027-01-01T12:00:00Z", "4", "0"));

        assertThat(cost(prices, "openai", "openai", "gpt-4o", Instant.parse("2026-05-31T23:59:59Z"))
                        .price())
                .isEqualTo("2026-08-21 catalogue");
        assertThat(cost(prices, "openai", "openai", "gpt-4o", AT))
                .isEqualTo(new Cost(2_000_000, "2026-06-01 override"));
        assertThat(cost(prices, "openai", "openai", "gpt-4o", Instant.parse("2027-01-01T00:00:00Z")))
                .isEqualTo(new Cost(3_000_000, "2027-01-01 override"));
        assertThat(cost(prices, "my-llm", "my-llm", "m", AT).isUnknown()).isTrue();
        assertThat(cost(prices, "my-llm", "my-llm", "m", Instant.parse("2027-01-01T12:00:00Z"))
                        .isUnknown())
                .isFalse();
    }

    @Test
    void cost_severalThatMatch_theLastInTheFileHolds() {
        Prices prices = prices(override("*", "*", null, "9", "9"), override("openai", "gpt-4o", null, "1", "1"));

        assertThat(cost(prices, "openai", "openai", "gpt-4o", AT).nanoDollars()).isEqualTo(1_100_000);
        assertThat(cost(prices, "xai", "xai", "grok-4", AT).nanoDollars()).isEqualTo(9_900_000);
    }

    @Test
    void cost_sameAs_isTheOtherModelsWholePrice() {
        Prices prices = prices(
                sameAs("azure-ch", "my-deployment", "openai/gpt-4o"),
                sameAs("my-llm", "k2", "moonshotai/kimi-k2-turbo-preview"));

        // half, by the provider's price_factor, of 1,000 × 2,500 + 100 × 10,000
        assertThat(cost(prices, "azure", "azure-ch", "my-deployment", AT))
                .isEqualTo(new Cost(1_750_000, "2026-08-21 catalogue, openai/gpt-4o x0.5"));
        // 1,000 × 1,150 + 100 × 8,000
        assertThat(cost(prices, "my-llm", "my-llm", "k2", AT).nanoDollars()).isEqualTo(1_950_000);
        assertThatThrownBy(() -> prices(sameAs("x", "y", "openai/no-such-model")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openai/no-such-model");
    }

    @Test
    void cost_priceFactor_leavesOverridesAlone() {
        assertThat(cost(prices(override("azure-ch", "*", null, "2", "8")), "azure", "azure-ch", "gpt-4o", AT)
                        .nanoDollars())
                .isEqualTo(2_800_000);
    }

    @Test
    void cost_everyUnit_canBeOverridden() {
        BigDecimal n = BigDecimal.ONE;
        Prices prices = prices(new PriceOverrideSettings(
                "p",
                "m",
                null,
                null,
                n,
                usd("0.1"),
                usd("1.25"),
                usd("2"),
                usd("5"),
                usd("6"),
                usd("7"),
                usd("0.7"),
                usd("8"),
                usd("0.04"),
                usd("3"),
                usd("10"),
                50L,
                List.of(new PriceOverrideSettings.Above(10_000L, usd("2"), null, null, null, usd("10")))));
        // 10 in: 2 read, 4 written of which 1 for an hour, 1 of sound, 3 plain; 10 out: 3 thought, 2 of sound, 5 plain
        Usage usage = new Usage(10, 2, 4, 1, 10, 3, 1, 2, 2, 3, false);
        long tokens = 3 * 1_000 + 2 * 100 + 3 * 1_250 + 2_000 + 7_000 + 5 * 5_000 + 3 * 6_000 + 2 * 8_000;
        long pieces = 2 * 40_000_000 + 3_000_000 + 3 * 10_000_000;

        assertThat(prices.cost("p", "p", "m", usage, AT).nanoDollars()).isEqualTo(tokens + pieces);
        assertThat(prices.price("p", "p", "m").cost(usage, AT, true).nanoDollars())
                .isEqualTo(tokens / 2 + pieces);
        // above 10,000: 10,001 × 2,000 + 1 × 10,000 + 3,000,000 for the request
        assertThat(prices.cost("p", "p", "m", Usage.of(10_001, 1), AT).nanoDollars())
                .isEqualTo(20_002_000 + 10_000 + 3_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, input is missing",
                "-, -1, -, input must be a price",
                "-, 1, 99999999, output must be a price",
                "yesterday, 1, 1, from must be a date",
                "2026-02-30, 1, 1, from must be a date"
            })
    void override_senseless_isRefusedByItsKey(
            @Nullable String from, @Nullable String input, @Nullable String output, String message) {
        assertThatThrownBy(() -> override("openai", "gpt-4o", from, input, output))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refresh_words_areReadOrRefused() {
        assertThat(PriceSettings.Refresh.parse("off").every()).isNull();
        assertThat(PriceSettings.Refresh.parse("6h").every()).hasHours(6);
        for (String wrong : List.of("", "6", "0h", "often", "1s", "-1h")) {
            assertThatThrownBy(() -> PriceSettings.Refresh.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("off");
        }
    }

    @ParameterizedTest
    @CsvSource({"-0.1", "1001", "0.1234567"})
    void priceFactor_senseless_isRefused(String factor) {
        assertThatThrownBy(() -> Prices.of(PriceSettings.standard(), Map.of("p", new BigDecimal(factor))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("price_factor");
    }
}
