package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Usage;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.provider.CatalogueEntry;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usages priced by hand: were one of these wrong, every bill and every budget of that provider would be. */
class PricesTest {
    private static final Instant AT = Instant.parse("2026-08-22T12:00:00Z");
    private static final Prices PRICES = Prices.of(PriceSettings.standard(), Map.of());

    private static Usage usage(long prompt, long cached, long write, long hour, long completion) {
        return new Usage(prompt, cached, write, hour, completion, 0, 0, 0, 0, 0, false);
    }

    private static long nanos(String provider, String model, Usage usage) {
        return PRICES.cost(provider, provider, model, usage, AT).nanoDollars();
    }

    /** Dollars per million tokens are thousand nano-dollars per token: 2.5 dollars are 2,500 nano-dollars a token. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            # provider, model, prompt, cached, completion, nano-dollars = by hand
            openai,      gpt-4o,                              1000,   0,  500,     7500000
            # 1,000 × 2,500 + 500 × 10,000
            openai,      gpt-4o-2024-11-20,                   1000, 200,   50,     2750000
            # 800 × 2,500 + 200 × 1,250 + 50 × 10,000
            openai,      gpt-5,                              10000, 9000, 100,     3375000
            # 1,000 × 1,250 + 9,000 × 125 + 100 × 10,000
            openai,      text-embedding-3-small,              1234,   0,    0,       24680
            # 1,234 × 20
            azure,       o1,                                   100,  10,   20,     2625000
            # 90 × 15,000 + 10 × 7,500 + 20 × 60,000: a price of Azure's own
            azure,       gpt-4o,                              1000,   0,  500,     7500000
            # as at OpenAI, for Azure's list does not have it
            anthropic,   claude-haiku-4-5-20251001,           1000, 400,  100,     1140000
            # 600 × 1,000 + 400 × 100 + 100 × 5,000
            anthropic,   claude-opus-4.7,                      100,   0,  100,     3000000
            # 100 × 5,000 + 100 × 25,000
            bedrock,     amazon.nova-pro-v1:0,                1000, 500,  100,      820000
            # 500 × 800 + 500 × 200 + 100 × 3,200
            bedrock,     eu.anthropic.claude-sonnet-4-5-20250929-v1:0, 1000, 0, 100, 4950000
            # 1,000 × 3,300 + 100 × 16,500: the tenth more that regional profiles cost
            bedrock,     global.anthropic.claude-sonnet-4-5-20250929-v1:0, 1000, 0, 100, 4500000
            # 1,000 × 3,000 + 100 × 15,000
            bedrock,     us.amazon.nova-micro-v1:0,            100,   0,  100,       17500
            # 100 × 35 + 100 × 140
            gemini,      gemini-2.5-flash,                    1000, 100,  200,      773000
            # 900 × 300 + 100 × 30 + 200 × 2,500
            gemini,      models/gemini-2.5-pro,             200000,   0, 1000,   260000000
            # 200,000 × 1,250 + 1,000 × 10,000: not above 200,000
            gemini,      gemini-2.5-pro,                    200001, 1001, 1000,  512750250
            # 199,000 × 2,500 + 1,001 × 250 + 1,000 × 15,000: above, and then all of it
            vertex,      gemini-2.5-flash,                    1000, 100,  200,      773000
            vertex,      google/gemini-2.5-flash,             1000, 100,  200,      773000
            vertex,      claude-sonnet-4-5@20250929,          1000,   0,  100,     4500000
            # 1,000 × 3,000 + 100 × 15,000
            mistral,     mistral-large-2411,                  1000,   0,  100,     2600000
            # 1,000 × 2,000 + 100 × 6,000
            mistral,     mistral-small-2603,                  1000, 900,  100,       88500
            # 100 × 150 + 900 × 15 + 100 × 600
            cohere,      command-r7b-12-2024,                 1000,   0, 1000,      187500
            # 1,000 × 37.5 + 1,000 × 150
            cohere,      command-a-03-2025,                     10,   0,   10,      125000
            # 10 × 2,500 + 10 × 10,000
            cohere,      embed-v4.0,                            50,   0,    0,        6000
            # 50 × 120
            groq,        llama-3.3-70b-versatile,             1000,   0, 1000,     1380000
            # 1,000 × 590 + 1,000 × 790
            groq,        moonshotai/kimi-k2-instruct,         1000, 600,  100,     1000000
            # 400 × 1,000 + 600 × 500 + 100 × 3,000
            together,    meta-llama/Llama-3.3-70B-Instruct-Turbo, 100, 0, 100,      176000
            # 200 × 880
            fireworks,   accounts/fireworks/models/deepseek-v3p2, 100, 50, 100,     210000
            # 50 × 560 + 50 × 280 + 100 × 1,680
            openrouter,  x-ai/grok-4-fast,                  128001,   1, 1000,    52200050
            # 128,000 × 400 + 1 × 50 + 1,000 × 1,000: the cache's price has no tier
            deepseek,    deepseek-chat,                       1000, 500,  100,      280000
            # at noon: 500 × 270 + 500 × 70 + 100 × 1,100
            xai,         grok-4,                              1000, 500,  100,     3375000
            # 500 × 3,000 + 500 × 750 + 100 × 15,000
            perplexity,  sonar-pro,                           1000,   0,  100,    18500000
            # 1,000 × 3,000 + 100 × 15,000 + 14,000,000 for the request
            cerebras,    llama3.1-8b,                         1000,   0, 1000,      200000
            # 2,000 × 100
            huggingface, Qwen/Qwen3-32B:groq,                 1000,   0, 1000,      880000
            # 1,000 × 290 + 1,000 × 590
            huggingface, deepseek-ai/DeepSeek-R1:together,    1000,   0, 1000,    10000000
            # 1,000 × 3,000 + 1,000 × 7,000
            """)
    void cost_byHand_isExact(
            String provider, String model, long prompt, long cached, long completion, long nanoDollars) {
        assertThat(nanos(provider, model, usage(prompt, cached, 0, 0, completion)))
                .isEqualTo(nanoDollars);
    }

    @Test
    void cost_cacheWrites_areBilledOnceEachAtTheirOwnPrice() {
        // 10,000 went in: 1,000 plain × 3,000 + 5,000 read × 300 + 3,000 written × 3,750 + 1,000 for an hour × 6,000;
        // 100 × 15,000 came out
        long byHand = 1_000 * 3_000 + 5_000 * 300 + 3_000 * 3_750 + 1_000 * 6_000 + 100 * 15_000;

        assertThat(nanos("anthropic", "claude-sonnet-4-5", usage(10_000, 5_000, 4_000, 1_000, 100)))
                .isEqualTo(byHand);
        assertThat(nanos("vertex", "claude-sonnet-4-5", usage(10_000, 5_000, 4_000, 1_000, 100)))
                .isEqualTo(byHand);
    }

    @Test
    void cost_longPrompt_paysItsTierForTheWholeRequest() {
        // above 200,000 tokens, cached ones included: 100,001 × 6,000 + 100,000 × 600 + 1,000 × 22,500
        assertThat(nanos("anthropic", "claude-sonnet-4-5", usage(200_001, 100_000, 0, 0, 1_000)))
                .isEqualTo(100_001L * 6_000 + 100_000 * 600 + 1_000 * 22_500);
        // above 272,000: 1 × 10,000 + 272,000 written × 12,500 + 1 × 45,000
        assertThat(nanos("openai", "gpt-5.6", usage(272_001, 0, 272_000, 0, 1)))
                .isEqualTo(10_000 + 272_000L * 12_500 + 45_000);
    }

    @Test
    void cost_sound_isNotBilledAsTextToo() {
        // 1,000 in, 600 of them sound: 400 × 4,000 + 600 × 32,000; 500 out, 300 of them sound: 200 × 16,000 + 300 ×
        // 64,000
        var spoken = new Usage(1_000, 0, 0, 0, 500, 0, 600, 300, 0, 0, false);
        assertThat(nanos("openai", "gpt-realtime", spoken))
                .isEqualTo(400 * 4_000 + 600 * 32_000 + 200 * 16_000 + 300 * 64_000);
        // 900 cached of 1,000 that were sound: 100 × 1,000 (sound) + 900 × 100 (cached sound)
        var heard = new Usage(1_000, 900, 0, 0, 0, 0, 1_000, 0, 0, 0, false);
        assertThat(nanos("gemini", "gemini-2.5-flash", heard)).isEqualTo(100 * 1_000 + 900 * 100);
    }

    @Test
    void cost_reasoning_isOutputUnlessItHasItsOwnPrice() {
        var thought = new Usage(100, 0, 0, 0, 1_000, 900, 0, 0, 0, 0, false);
        // 100 × 1,250 + 1,000 × 10,000
        assertThat(nanos("openai", "gpt-5", thought)).isEqualTo(10_125_000);
    }

    @Test
    void cost_searches_areChargedByThePiece() {
        var searched = new Usage(100, 0, 0, 0, 100, 0, 0, 0, 0, 3, false);
        // 100 × 1,000 + 100 × 5,000 + 3 × 10,000,000
        assertThat(nanos("anthropic", "claude-haiku-4-5", searched)).isEqualTo(30_600_000);
        assertThat(PRICES.cost("gemini", "gemini", "gemini-2.5-flash", searched, AT)
                        .price())
                .as("what is left out is said")
                .isEqualTo("2026-08-21 catalogue, searches not priced");
    }

    @Test
    void cost_datedPrice_holdsFromItsDay() {
        Usage usage = Usage.of(1_000, 1_000);
        // o3 cost 10 and 40 dollars until the 10th of June 2025, and 2 and 8 since
        assertThat(PRICES.cost("openai", "openai", "o3", usage, Instant.parse("2025-06-09T23:59:59Z"))
                        .nanoDollars())
                .isEqualTo(50_000_000);
        var since = PRICES.cost("openai", "openai", "o3", usage, Instant.parse("2025-06-10T00:00:00Z"));
        assertThat(since.nanoDollars()).isEqualTo(10_000_000);
        assertThat(since.price()).isEqualTo("2025-06-10 catalogue");
        // Claude Sonnet 5 on Bedrock costs half as much again from September on
        assertThat(PRICES.cost("bedrock", "b", "eu.anthropic.claude-sonnet-5", usage, AT)
                        .nanoDollars())
                .isEqualTo(13_200_000);
        assertThat(PRICES.cost("bedrock", "b", "eu.anthropic.claude-sonnet-5", usage, AT.plusSeconds(864_000))
                        .nanoDollars())
                .isEqualTo(19_800_000);
    }

    @Test
    void cost_hours_areThoseOfTheDayInUtc() {
        Usage usage = Usage.of(1_000, 0);
        // DeepSeek's night is half the price: 135 and 270 nano-dollars a token
        assertThat(PRICES.cost("deepseek", "deepseek", "deepseek-chat", usage, Instant.parse("2026-01-01T00:29:59Z"))
                        .nanoDollars())
                .isEqualTo(135_000);
        assertThat(PRICES.cost("deepseek", "deepseek", "deepseek-chat", usage, Instant.parse("2026-01-01T00:30:00Z"))
                        .nanoDollars())
                .isEqualTo(270_000);
        assertThat(PRICES.cost("deepseek", "deepseek", "deepseek-chat", usage, Instant.parse("2026-01-01T16:30:00Z"))
                        .nanoDollars())
                .isEqualTo(135_000);
    }

    @Test
    void cost_batch_paysLessWhereThatIsKnown() {
        Usage usage = usage(1_000, 400, 0, 0, 100);
        // half of 600 × 3,000 + 400 × 300 + 100 × 15,000
        assertThat(PRICES.price("anthropic", "a", "claude-sonnet-4-5")
                        .cost(usage, AT, true)
                        .nanoDollars())
                .isEqualTo(1_710_000);
        // Gemini: half of 600 × 300 and of 100 × 2,500, but all of 400 × 30
        assertThat(PRICES.price("gemini", "g", "gemini-2.5-flash")
                        .cost(usage, AT, true)
                        .nanoDollars())
                .isEqualTo(227_000);
        assertThat(PRICES.price("xai", "x", "grok-4").cost(usage, AT, true))
                .isEqualTo(PRICES.price("xai", "x", "grok-4").cost(usage, AT));
    }

    @Test
    void cost_arns_areTheModelsThatTheyName() {
        Usage usage = Usage.of(1_000, 100);
        assertThat(nanos(
                        "bedrock",
                        "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
                        usage))
                .isEqualTo(4_950_000);
        assertThat(nanos(
                        "bedrock",
                        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-1-20250805-v1:0",
                        usage))
                .isEqualTo(22_500_000);
        assertThat(PRICES.cost(
                                "bedrock",
                                "bedrock",
                                "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3",
                                usage,
                                AT)
                        .isUnknown())
                .as("a profile of one's own does not say what is behind it")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, no-such-model",
        "openai, ft:o1-2024-12-17:acme::x1",
        "mistral, gpt-4o",
        "anthropic, gpt-4o",
        "replicate, meta/meta-llama-3-70b-instruct",
        "huggingface, Qwen/Qwen3-32B",
        "huggingface, Qwen/Qwen3-32B:fastest",
        "litellm, gpt-4o",
        "my-llm, gpt-4o",
        "azure, my-deployment"
    })
    void cost_unlisted_isUnknownAndNeverGuessed(String provider, String model) {
        var cost = PRICES.cost(provider, provider, model, Usage.of(1_000, 1_000), AT);

        assertThat(cost.isUnknown()).isTrue();
        assertThat(cost.nanoDollars()).isZero();
        assertThat(PRICES.price(provider, provider, model).isUnknown(AT)).isTrue();
    }

    @Test
    void cost_ownServers_costNothingAndAreKnownToDoSo() {
        for (CatalogueEntry entry : Catalogue.load().entries()) {
            var cost = PRICES.cost(entry.name(), "mine", "qwen3:8b", Usage.of(1_000, 1_000), AT);
            boolean proxy = entry.name().equals("litellm");
            assertThat(cost.price().equals("local"))
                    .as(entry.name())
                    .isEqualTo((entry.local() && !proxy) || entry.name().equals(CatalogueEntry.SIMULATED));
        }
    }

    @Test
    void cost_priceFactor_multipliesTheTotalExactly() {
        Prices prices = Prices.of(PriceSettings.standard(), Map.of("cheap", new BigDecimal("0.8")));

        // 0.8 × (1,000 × 2,500 + 500 × 10,000)
        var cost = prices.cost("openai", "cheap", "gpt-4o", Usage.of(1_000, 500), AT);
        assertThat(cost.nanoDollars()).isEqualTo(6_000_000);
        assertThat(cost.price()).isEqualTo("2026-08-21 catalogue x0.8");
        assertThat(prices.cost("openai", "other", "gpt-4o", Usage.of(1_000, 500), AT)
                        .nanoDollars())
                .isEqualTo(7_500_000);
    }

    @Test
    void cost_halfANano_isRoundedUpOncePerTotal() {
        // 1 × 37.5 is 38; 3 × 37.5 is 112.5, thus 113, and not three times 38
        assertThat(nanos("cohere", "command-r7b", Usage.of(1, 0))).isEqualTo(38);
        assertThat(nanos("cohere", "command-r7b", Usage.of(3, 0))).isEqualTo(113);
    }

    @Test
    void cost_senselessUsage_isNeitherNegativeNorBilledTwice() {
        // more cached than went in: all of it was cached
        assertThat(nanos("openai", "gpt-4o", usage(100, 5_000, 7_000, 9_000, 0)))
                .isEqualTo(100 * 1_250);
        assertThat(nanos("openai", "gpt-4o", usage(-5, -5, -5, -5, -5))).isZero();
    }
}
