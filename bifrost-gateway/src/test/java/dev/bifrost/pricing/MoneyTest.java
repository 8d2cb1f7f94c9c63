package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Usage;
import dev.bifrost.testing.Seeded;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What holds for every price and every usage; a budget is only as good as this. */
class MoneyTest {
    private static final Instant AT = Instant.parse("2026-08-22T12:00:00Z");
    private static final BuiltInPrices LISTS = BuiltInPrices.load();
    private static final List<Listing> ALL =
            LISTS.names().stream().flatMap(name -> LISTS.list(name).stream()).toList();

    private static Price price(RandomGenerator random) {
        Factor factor = random.nextInt(3) > 0
                ? Factor.ONE
                : Factor.of(BigDecimal.valueOf(random.nextInt(3_000_001), random.nextInt(7))
                        .min(BigDecimal.TEN));
        return random.nextInt(4) == 0
                ? Price.of("made up", List.of(quote(random)), factor)
                : Price.of("x", ALL.get(random.nextInt(ALL.size())).quotes(), factor);
    }

    /** Of any prices, dearer for longer prompts. */
    private static Quote quote(RandomGenerator random) {
        QuoteDraft draft = new QuoteDraft();
        for (Unit unit : Unit.ALL) {
            long cheap = random.nextLong(1L << random.nextInt(1, 40));
            draft.set(unit, 0, unit.dollars(cheap));
            if (unit.isTokens()) {
                draft.set(unit, 1_000, unit.dollars(cheap + random.nextLong(1L << random.nextInt(1, 40))));
            }
        }
        return draft.quote("made up", Discount.NONE, false);
    }

    private static long count(RandomGenerator random) {
        return random.nextLong(1L << random.nextInt(1, 40));
    }

    private static Usage usage(RandomGenerator random) {
        return new Usage(
                count(random),
                count(random),
                count(random),
                count(random),
                count(random),
                count(random),
                count(random),
                count(random),
                random.nextInt(50),
                random.nextInt(50),
                false);
    }

    @Test
    void cost_anyUsage_isTheSumOfItsPartsRoundedOnce() {
        Seeded.times(20_000, random -> {
            Price price = price(random);
            Usage usage = usage(random);
            Reckoning reckoning = price.reckoning(usage, AT, random.nextBoolean());
            assertThat(reckoning).isNotNull();

            BigDecimal sum = reckoning.lines().stream()
                    .map(Reckoning.Line::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .multiply(new BigDecimal(reckoning.factor()))
                    .movePointRight(9)
                    .setScale(0, RoundingMode.HALF_UP)
                    .min(BigDecimal.valueOf(Long.MAX_VALUE));
            assertThat(reckoning.cost().nanoDollars()).isEqualTo(sum.longValueExact());
        });
    }

    @Test
    void counts_anyUsage_holdEachTokenOnce() {
        Seeded.times(20_000, random -> {
            Usage usage = usage(random);
            long in = 0;
            long out = 0;
            for (Unit unit : Unit.ALL) {
                assertThat(unit.count(usage)).isNotNegative();
                switch (unit) {
                    case INPUT, CACHED, CACHE_WRITE, CACHE_WRITE_HOUR, AUDIO_INPUT, AUDIO_CACHED ->
                        in += unit.count(usage);
                    case OUTPUT, REASONING, AUDIO_OUTPUT -> out += unit.count(usage);
                    case IMAGE, REQUEST, SEARCH -> {
                        // no tokens
                    }
                }
            }
            assertThat(in).isEqualTo(usage.prompt());
            assertThat(out).isEqualTo(usage.completion());
        });
    }

    @Test
    void cost_oneMoreOfAnything_isNeverCheaper() {
        Seeded.times(20_000, random -> {
            Price price = price(random);
            Usage usage = usage(random);
            long cost = price.cost(usage, AT).nanoDollars();
            for (Usage more : grown(usage, 1 + count(random))) {
                assertThat(price.cost(more, AT).nanoDollars()).isGreaterThanOrEqualTo(cost);
            }
        });
    }

    /** More plain, cached and written input, more output, more thought, more pictures and more searches. */
    private static List<Usage> grown(Usage u, long n) {
        long cached = Math.min(u.cached(), u.prompt());
        long write = Math.min(u.cacheWrite(), u.prompt() - cached);
        return List.of(
                        new Usage(
                                u.prompt() + n,
                                cached,
                                write,
                                u.cacheWriteHour(),
                                u.completion(),
                                u.reasoning(),
                                0,
                                u.audioOut(),
                                u.images(),
                                u.searches(),
                                false),
                        new Usage(
                                u.prompt(),
                                u.cached(),
                                u.cacheWrite(),
                                u.cacheWriteHour(),
                                u.completion() + n,
                                u.reasoning(),
                                u.audioIn(),
                                u.audioOut(),
                                u.images() + n % 5,
                                u.searches() + n % 7,
                                false))
                .stream()
                .filter(more -> more.prompt() == u.prompt() || u.audioIn() == 0)
                .toList();
    }

    @Test
    void most_anyUsageWithinIt_costsNoMore() {
        Seeded.times(20_000, random -> {
            Price price = price(random);
            Usage usage = usage(random);
            Bound bound = new Bound(
                    usage.prompt() + random.nextInt(3) * count(random), usage.images(), usage.searches(), true, true);

            assertThat(price.cost(usage, AT).nanoDollars())
                    .isLessThanOrEqualTo(price.most(bound, usage.completion(), AT));
        });
    }

    @Test
    void affordable_anyAmount_isTheInverseOfMost() {
        Seeded.times(20_000, random -> {
            Price price = price(random);
            Bound bound = new Bound(
                    count(random), random.nextInt(3), random.nextInt(3), random.nextBoolean(), random.nextBoolean());
            long amount = random.nextLong(1L << random.nextInt(1, 62));
            long tokens = price.affordable(bound, amount, AT);

            if (tokens < 0) {
                assertThat(price.most(bound, 0, AT)).isGreaterThan(amount);
            } else {
                assertThat(price.most(bound, tokens, AT)).isLessThanOrEqualTo(amount);
                if (tokens < Long.MAX_VALUE) {
                    assertThat(price.most(bound, tokens + 1, AT)).isGreaterThan(amount);
                }
            }
        });
    }

    @Test
    void cost_absurdUsage_staysAtTheMostAndNeverWraps() {
        long all = Long.MAX_VALUE;
        Usage usage = new Usage(all, all, all, all, all, all, all, all, all, all, false);
        for (Listing listing : ALL) {
            Price price = Price.of("x", listing.quotes(), Factor.ONE);
            assertThat(price.cost(usage, AT).nanoDollars()).isNotNegative();
            assertThat(price.most(new Bound(all, all, all, true, true), all, AT))
                    .isNotNegative();
            assertThat(price.affordable(Bound.of(all), all, AT)).isEqualTo(all);
        }
        Price dear = Prices.of(PriceSettings.standard(), Map.of("x", new BigDecimal(1_000)))
                .price("openai", "x", "gpt-5.4-pro");
        assertThat(dear.cost(usage, AT).nanoDollars()).isEqualTo(all);
        assertThat(dear.most(Bound.of(all), all, AT)).isEqualTo(all);
    }

    @Test
    void affordable_nothingLeft_doesNotEvenLetThePromptThrough() {
        Price price = Prices.of(PriceSettings.standard(), Map.of()).price("openai", "openai", "gpt-4o");

        assertThat(price.affordable(Bound.of(1_000), 0, AT)).isEqualTo(-1);
        assertThat(price.affordable(Bound.of(1_000), -1, AT)).isEqualTo(-1);
        // 1,000 × 2,500 leave 500,000 for tokens of 10,000 each
        assertThat(price.affordable(Bound.of(1_000), 3_000_000, AT)).isEqualTo(50);
        assertThat(price.affordable(Bound.of(1_000), 2_500_000, AT)).isZero();
    }
}
