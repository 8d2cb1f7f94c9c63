package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two forms of other people's price lists, each by a sample in its form. */
class TableReaderTest {
    static final String LITELLM = """
            {
              "sample_spec": { "litellm_provider": "one of https://docs.litellm.ai/docs/providers",
                "input_cost_per_token": 0.0, "max_tokens": "LEGACY parameter", "mode": "one of: chat, embedding",
                "search_context_cost_per_query": { "search_context_size_medium": 0.0 } },
              "claude-new-6": { "litellm_provider": "anthropic", "mode": "chat", "max_input_tokens": 200000,
                "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
                "cache_read_input_token_cost": 3e-07, "cache_creation_input_token_cost": 3.75e-06,
                "cache_creation_input_token_cost_above_1hr": 6e-06,
                "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2.25e-05,
                "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05,
                "input_cost_per_token_priority": 9e-06, "input_cost_per_token_batches": 1.5e-06,
                "search_context_cost_per_query": { "search_context_size_high": 0.01, "search_context_size_low": 0.01,
                  "search_context_size_medium": 0.01 },
                "supported_regions": ["global", "us-west-2"], "supports_vision": true },
              "gemini/gemini-9-flash": { "litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 3e-07,
                "input_cost_per_audio_token": 1e-06, "output_cost_per_token": 2.5e-06,
                "output_cost_per_reasoning_token": 3.5e-06 },
              "azure/gpt-9": { "litellm_provider": "azure", "mode": "chat", "input_cost_per_token": 2e-06,
                "output_cost_per_token": 8e-06 },
              "eu.anthropic.claude-new-6-v1:0": { "litellm_provider": "bedrock_converse", "mode": "chat",
                "input_cost_per_token": 3.3e-06, "output_cost_per_token": 1.65e-05 },
              "vertex_ai/claude-new-6": { "litellm_provider": "vertex_ai-anthropic_models", "mode": "chat",
                "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05 },
              "together_ai/Qwen/Qwen9": { "litellm_provider": "together_ai", "mode": "chat",
                "input_cost_per_token": 2e-07, "output_cost_per_token": 2e-07 },
              "perplexity/sonar-9": { "litellm_provider": "perplexity", "mode": "chat", "input_cost_per_token": 1e-06,
                "output_cost_per_token": 1e-06, "search_context_cost_per_query": { "search_context_size_medium": 0.008 } },
              "rerank-v9": { "litellm_provider": "cohere", "mode": "rerank", "input_cost_per_query": 0.002 },
              "dall-e-9": { "litellm_provider": "openai", "mode": "image_generation", "output_cost_per_image": 0.04 },
              "broken": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": -1.0 },
              "whisper-9": { "litellm_provider": "openai", "mode": "audio_transcription", "input_cost_per_second": 0.0001 }
            }
            """;

    static final String GENAI = """
            [
              { "id": "x-ai", "name": "xAI", "api_pattern": "https://api\\\\.x\\\\.ai", "provider_match": { "equals": "xai" },
                "extractors": [ { "api_flavor": "chat", "root": "usage", "mappings": [] } ],
                "models": [
                  { "id": "grok-9", "match": { "or": [ { "equals": "grok-9" }, { "regex": "^grok-9-\\\\d{8}$" } ] },
                    "context_window": 256000,
                    "prices": { "input_mtok": { "base": 3, "tiers": [ { "start": 128000, "price": 6 } ] },
                                "cache_read_mtok": 0.75, "output_mtok": { "base": 15, "tiers": [ { "start": 128000, "price": 30 } ] } } },
                  { "id": "grok-9-night", "match": { "starts_with": "grok-9-night" },
                    "prices": [ { "prices": { "input_mtok": 1, "output_mtok": 2 } },
                                { "constraint": { "start_time": "08:00:00Z", "end_time": "20:00:00Z" },
                                  "prices": { "input_mtok": 2, "output_mtok": 4 } } ] },
                  { "id": "both", "match": { "and": [ { "contains": "a" }, { "contains": "b" } ] },
                    "prices": { "input_mtok": 1 } } ] },
              { "id": "anthropic", "models": [
                  { "id": "claude-new-6", "match": { "contains": "claude-new-6" },
                    "prices": [ { "prices": { "input_mtok": 2, "cache_write_mtok": 2.5, "output_mtok": 10 } },
                                { "constraint": { "start_date": "2027-01-01" },
                                  "prices": { "input_mtok": 3, "cache_write_mtok": 3.75, "output_mtok": 15 } } ] } ] },
              { "id": "perplexity", "models": [ { "id": "sonar-9", "match": { "equals": "sonar-9" },
                    "prices": { "input_mtok": 1, "output_mtok": 1, "requests_kcount": 12 } } ] }
            ]
            """;

    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Prices prices(PriceSettings.Format format, String file) throws IOException {
        return new Prices(
                PriceSettings.standard(), Map.of(), List.of(TableReader.read(format, bytes(file), "2026-11-24")));
    }

    private static Cost cost(Prices prices, String type, String model, Usage usage) {
        return prices.cost(type, type, model, usage, AT);
    }

    @Test
    void litellm_sample_isPricedByHand() throws IOException {
        Prices prices = prices(PriceSettings.Format.LITELLM, LITELLM);
        // 1,000 × 3,000 + 2,000 read × 300 + 3,000 written × 3,750 + 4,000 for an hour × 6,000 + 100 × 15,000 + 2 ×
        // 10^7
        Usage cached = new Usage(10_000, 2_000, 7_000, 4_000, 100, 0, 0, 0, 0, 2, false);
        assertThat(cost(prices, "anthropic", "claude-new-6", cached))
                .isEqualTo(new Cost(
                        3_000_000 + 600_000 + 11_250_000 + 24_000_000 + 1_500_000 + 20_000_000, "2026-11-24 litellm"));
        // above 200,000: 200,000 × 6,000 + 1 for an hour × 12,000 + 10 × 22,500
        Usage tiered = new Usage(200_001, 0, 1, 1, 10, 0, 0, 0, 0, 0, false);
        assertThat(cost(prices, "anthropic", "claude-new-6", tiered).nanoDollars())
                .isEqualTo(1_200_000_000 + 12_000 + 225_000);
        assertThat(prices.price("anthropic", "a", "claude-new-6")
                        .cost(Usage.of(1_000, 100), AT, true)
                        .nanoDollars())
                .as("half of 1,000 × 3,000 + 100 × 15,000")
                .isEqualTo(2_250_000);
        // 60 × 300 + 40 of sound × 1,000 + 10 × 2,500 + 90 of thought × 3,500
        Usage heard = new Usage(100, 0, 0, 0, 100, 90, 40, 0, 0, 0, false);
        assertThat(cost(prices, "gemini", "gemini-9-flash", heard).nanoDollars())
                .isEqualTo(18_000 + 40_000 + 25_000 + 315_000);
    }

    @Test
    void litellm_providers_areOurs() throws IOException {
        Prices prices = prices(PriceSettings.Format.LITELLM, LITELLM);
        Usage usage = Usage.of(1_000, 100);
        assertThat(cost(prices, "azure", "gpt-9", usage).nanoDollars()).isEqualTo(2_800_000);
        assertThat(cost(prices, "bedrock", "eu.anthropic.claude-new-6-v1:0", usage)
                        .nanoDollars())
                .isEqualTo(4_950_000);
        assertThat(cost(prices, "vertex", "claude-new-6", usage).nanoDollars()).isEqualTo(4_500_000);
        assertThat(cost(prices, "together", "Qwen/Qwen9", usage).nanoDollars()).isEqualTo(220_000);
        // 1,100 × 1,000 and 8 dollars for a thousand requests
        assertThat(cost(prices, "perplexity", "sonar-9", usage).nanoDollars()).isEqualTo(9_100_000);
        assertThat(cost(prices, "cohere", "rerank-v9", Usage.of(0, 0)).nanoDollars())
                .isEqualTo(2_000_000);
        assertThat(cost(prices, "openai", "dall-e-9", new Usage(0, 0, 0, 0, 0, 0, 2, false))
                        .nanoDollars())
                .isEqualTo(80_000_000);
        for (String unpriced : List.of("sample_spec", "broken", "whisper-9")) {
            assertThat(cost(prices, "openai", unpriced, usage).isUnknown()).isTrue();
        }
    }

    @Test
    void genaiPrices_sample_isPricedByHand() throws IOException {
        Prices prices = prices(PriceSettings.Format.GENAI_PRICES, GENAI);
        Usage usage = new Usage(1_000, 400, 0, 0, 100, 0, 0, 0, 0, 0, false);
        // 600 × 3,000 + 400 × 750 + 100 × 15,000
        assertThat(cost(prices, "xai", "Grok-9", usage)).isEqualTo(new Cost(3_600_000, "2026-11-24 genai-prices"));
        assertThat(cost(prices, "xai", "grok-9-20261101", usage).nanoDollars()).isEqualTo(3_600_000);
        // 128,001 × 6,000 + 1 × 30,000
        assertThat(cost(prices, "xai", "grok-9", Usage.of(128_001, 1)).nanoDollars())
                .isEqualTo(768_036_000);
        assertThat(cost(prices, "xai", "grok-9-nightly", Usage.of(10, 0)))
                .isEqualTo(new Cost(20_000, "2026-11-24 genai-prices 08:00-20:00Z"));
        assertThat(cost(prices, "perplexity", "sonar-9", Usage.of(0, 0)).nanoDollars())
                .isEqualTo(12_000_000);
        assertThat(cost(prices, "xai", "ab", usage).isUnknown()).isTrue();
    }

    @Test
    void genaiPrices_dated_holdsFromItsDay() throws IOException {
        Prices prices = prices(PriceSettings.Format.GENAI_PRICES, GENAI);
        // 5 plain, 3 written for five minutes, 2 for an hour at twice the input's price
        Usage usage = new Usage(10, 0, 5, 2, 0, 0, 0, 0, 0, 0, false);
        assertThat(prices.cost("anthropic", "a", "claude-new-6", usage, Instant.parse("2026-12-31T23:59:59Z")))
                .isEqualTo(new Cost(5 * 2_000 + 3 * 2_500 + 2 * 4_000, "2026-11-24 genai-prices"));
        assertThat(prices.cost("anthropic", "a", "claude-new-6", usage, Instant.parse("2027-01-01T00:00:00Z")))
                .isEqualTo(new Cost(5 * 3_000 + 3 * 3_750 + 2 * 6_000, "2027-01-01 genai-prices"));
    }

    @ParameterizedTest
    @EnumSource(PriceSettings.Format.class)
    void read_brokenFile_saysWhy(PriceSettings.Format format) {
        for (String broken : List.of("", "<html>not found</html>", "null", "{}", "[]", "[{}]", "{\"a\":", "7")) {
            assertThatThrownBy(() -> TableReader.read(format, bytes(broken), "x"))
                    .as(broken)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it ");
        }
    }

    /** What anybody may put there must never do worse than fail. */
    @ParameterizedTest
    @EnumSource(PriceSettings.Format.class)
    void read_mutatedFile_failsWithAReasonOrReads(PriceSettings.Format format) {
        byte[] sample = bytes(format == PriceSettings.Format.LITELLM ? LITELLM : GENAI);
        String digits = "0123456789eE-+.\"{}[],:x";
        Seeded.times(3_000, random -> {
            byte[] mutated = sample.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) digits.charAt(random.nextInt(digits.length()));
            }
            try {
                assertThat(TableReader.read(format, mutated, "x").size()).isPositive();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("it ");
            }
        });
    }

    @Test
    void read_absurdNumbers_areNoPrices() throws IOException {
        for (String number : List.of("1e999999999", "1e-999999999", "123456789012345678901234567890", "1e400")) {
            String file = LITELLM.replace("\"input_cost_per_token\": 2e-06", "\"input_cost_per_token\": " + number);
            assertThat(cost(prices(PriceSettings.Format.LITELLM, file), "azure", "gpt-9", Usage.of(1, 1))
                            .isUnknown())
                    .as(number)
                    .isTrue();
        }
        assertThat(new BigDecimal("1e-999999999").scale()).isEqualTo(999_999_999);
    }
}
