package dev.bifrost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Failure;
import dev.bifrost.api.FallbackCause;
import dev.bifrost.api.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {
    static final RetrySettings ONCE = new RetrySettings(null, null, null, null, null);
    static final Endpoint OPENAI = endpoint("openai", "us", "gpt-4o", "gpt-4o-mini");
    static final Endpoint AZURE = endpoint("azure-ch", "CH", "gpt-4o");
    static final Endpoint MISTRAL = endpoint("mistral", "eu", "mistral-large-2411", "mistral-small-2410");
    static final Endpoint OLLAMA = endpoint("ollama", null);
    static final Endpoint ANTHROPIC = new Endpoint(
            "anthropic", "us", "ANTHROPIC_API_KEY is not set", "claude-opus-4.7"::equals, List.of("claude-opus-4.7"));
    static final List<Endpoint> ENDPOINTS = List.of(OPENAI, AZURE, MISTRAL, OLLAMA, ANTHROPIC);

    private final RandomGenerator random = new Random(7);

    @Test
    void resolve_alias_comesBeforeProviderAndCatalogue() {
        Router router = router(alias("gpt-4o", "mistral", "mistral-large-2411"), alias("openai/gpt-4o", "ollama", "x"));

        assertThat(targets(router, "gpt-4o")).containsExactly("mistral/mistral-large-2411");
        assertThat(targets(router, "openai/gpt-4o")).containsExactly("ollama/x");
        assertThat(targets(router, "openai/gpt-4o-mini")).containsExactly("openai/gpt-4o-mini");
    }

    @Test
    void resolve_exactAlias_comesBeforeAGlobThatStandsFirst() {
        Router router = router(alias("gpt-*", "ollama", null), alias("gpt-4o", "openai", "gpt-4o"));

        assertThat(targets(router, "gpt-4o")).containsExactly("openai/gpt-4o");
        assertThat(targets(router, "gpt-4o-mini")).containsExactly("ollama/gpt-4o-mini");
    }

    @Test
    void resolve_severalGlobs_takesTheFirstInTheFile() {
        Router router = router(alias("a-b*", "ollama", null), alias("a-*", "openai", null));

        assertThat(targets(router, "a-bc")).containsExactly("ollama/a-bc");
        assertThat(targets(router, "a-c")).containsExactly("openai/a-c");
    }

    @Test
    void resolve_globAlias_saysBothItsOwnNameAndWhatWasAsked() {
        Resolution resolution = router(alias("claude-haiku-*", "ollama", null)).resolve("claude-haiku-4.5");

        assertThat(resolution.alias()).isEqualTo("claude-haiku-*");
        assertThat(resolution.asked()).isEqualTo("claude-haiku-4.5");
        assertThat(resolution.askedAlias()).isEqualTo("claude-haiku-4.5");
        assertThat(resolution.first()).isEqualTo(new Target("ollama", "claude-haiku-4.5"));
    }

    @Test
    void resolve_providerAndModel_isSplitAtTheFirstSlash() {
        Resolution resolution = router().resolve("ollama/meta/llama-3");

        assertThat(resolution.first()).isEqualTo(new Target("ollama", "meta/llama-3"));
        assertThat(resolution.alias()).isNull();
        assertThat(resolution.askedAlias()).isNull();
    }

    @Test
    void resolve_bareName_goesToTheFirstProviderInTheFile() {
        assertThat(targets(router(), "gpt-4o")).containsExactly("openai/gpt-4o");
        assertThat(targets(router(), "mistral-large-2411")).containsExactly("mistral/mistral-large-2411");
    }

    @Test
    void resolve_bareNameThatAnEarlierProviderKnowsWithoutListingIt_goesThere() {
        var dynamic = new Endpoint("own", (String) null, null, name -> name.startsWith("gpt-"), List.of());
        Router router = Router.of(List.of(), ONCE, List.of(dynamic, OPENAI));

        assertThat(targets(router, "gpt-4o")).containsExactly("own/gpt-4o");
        assertThat(targets(router, "gpt-unlisted")).containsExactly("own/gpt-unlisted");
    }

    @Test
    void resolve_bareNameWithASlash_isFoundInTheCatalogue() {
        var router = Router.of(List.of(), ONCE, List.of(endpoint("openrouter", null, "meta-llama/llama-3")));

        assertThat(targets(router, "meta-llama/llama-3")).containsExactly("openrouter/meta-llama/llama-3");
    }

    @Test
    void resolve_nothingThatExists_isNull() {
        for (String asked : List.of("", "nope", "nope/gpt-4o", "openai/", "/gpt-4o", "GPT-4o")) {
            assertThat(router(alias("a", "openai", "gpt-4o")).resolve(asked))
                    .as(asked)
                    .isNull();
        }
    }

    @Test
    void at_provider_goesPastEveryAlias() {
        Router router = router(alias("*", "ollama", null));

        assertThat(router.at("openai", "").first()).isEqualTo(new Target("openai", ""));
        assertThat(router.at("nope", "")).isNull();
    }

    @Test
    void plan_fallback_bringsItsOwnFallbacksDepthFirst() {
        Router router = router(
                alias("eu-secure", "mistral", "mistral-large-2411", "premium", "gpt-4o"),
                alias("premium", "anthropic", "claude-opus-4.7", "ollama/llama-3"));

        assertThat(targets(router, "eu-secure"))
                .containsExactly(
                        "mistral/mistral-large-2411",
                        "anthropic/claude-opus-4.7 (disabled)",
                        "ollama/llama-3",
                        "openai/gpt-4o");
    }

    @Test
    void plan_sameTargetTwice_standsAtItsFirstPlaceOnly() {
        Router router = router(
                alias("a", "openai", "gpt-4o", "b", "openai/gpt-4o"), alias("b", "ollama", "x", "openai/gpt-4o"));

        assertThat(targets(router, "a")).containsExactly("openai/gpt-4o", "ollama/x");
    }

    @Test
    void plan_circle_ends() {
        Router router = router(alias("a", "openai", "x", "b"), alias("b", "ollama", "y", "a", "b"));

        assertThat(targets(router, "a")).containsExactly("openai/x", "ollama/y");
        assertThat(targets(router, "b")).containsExactly("ollama/y", "openai/x");
    }

    @Test
    void plan_manyDiamonds_doNotMultiply() {
        List<AliasSettings> aliases = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String next = "a" + (i + 1);
            aliases.add(alias("a" + i, "openai", "m" + i, next, "b" + i));
            aliases.add(alias("b" + i, "ollama", "m" + i, next));
        }
        aliases.add(alias("a60", "openai", "m60"));

        assertThat(targets(router(aliases.toArray(AliasSettings[]::new)), "a0")).hasSize(121);
    }

    @Test
    void plan_fallbackToAGlobByAMatchingName_asksForThatName() {
        Router router = router(alias("fast", "openai", "gpt-4o", "llama-3"), alias("llama-*", "ollama", null));

        assertThat(targets(router, "fast")).containsExactly("openai/gpt-4o", "ollama/llama-3");
    }

    @Test
    void plan_fallbackToAGlobByItsOwnText_keepsTheNameThatWasAsked() {
        Router router = router(alias("gpt-4*", "openai", null, "gpt-*"), alias("gpt-*", "azure-ch", null));

        assertThat(targets(router, "gpt-4o")).containsExactly("openai/gpt-4o", "azure-ch/gpt-4o");
    }

    @Test
    void plan_steps_carryTheRetryAndFallbackOfTheAliasTheyCameFrom() {
        var twice = new RetrySettings(2, null, null, null, null);
        var thrice = new RetrySettings(3, null, null, null, null);
        var outer = new AliasSettings(
                "outer",
                "openai",
                "x",
                null,
                null,
                thrice,
                List.of("inner", "ollama/z"),
                List.of("429", "404"),
                null,
                null,
                null);
        var inner = alias("inner", "mistral", "y");
        Router router = Router.of(List.of(outer, inner), twice, ENDPOINTS);

        List<Step> steps = plan(router, "outer", null).steps();

        assertThat(steps).extracting(step -> step.retry().attempts()).containsExactly(3, 2, 3);
        assertThat(steps.get(0).fallbackOn()).containsExactly(FallbackCause.RATE_LIMIT);
        assertThat(steps.get(0).fallbackStatuses()).containsExactly(404);
        assertThat(steps.get(1).fallbackOn()).containsExactlyInAnyOrder(FallbackCause.values());
        assertThat(steps.get(2).fallbackStatuses()).containsExactly(404);
        assertThat(plan(router, "ollama/direct", null)
                        .steps()
                        .getFirst()
                        .retry()
                        .attempts())
                .isEqualTo(2);
    }

    @Test
    void fallsBackOn_causesAndStatuses_andNothingElse() {
        var target = new Target("openai", "x");
        var outer = new AliasSettings(
                "a", "openai", "x", null, null, null, null, List.of("connect", "404", "503"), null, null, null);
        Step step = plan(router(outer), "a", null).steps().getFirst();

        assertThat(step.fallsBackOn(new Failure.UpstreamUnreachable(target, "")))
                .isTrue();
        assertThat(step.fallsBackOn(new Failure.UpstreamRefused(target, 404, "")))
                .isTrue();
        assertThat(step.fallsBackOn(new Failure.UpstreamError(target, 503, ""))).isTrue();
        assertThat(step.fallsBackOn(new Failure.UpstreamRefused(target, 400, "")))
                .isFalse();
        assertThat(step.fallsBackOn(new Failure.UpstreamError(target, 500, ""))).isFalse();
        assertThat(step.fallsBackOn(new Failure.UpstreamTimeout(target, "idle", Duration.ZERO)))
                .isFalse();
        assertThat(step.fallsBackOn(new Failure.ClientGone())).isFalse();
    }

    @Test
    void plan_singleTarget_isTheSameObjectEachTime() {
        Router router = router(alias("a", "openai", "x", "ollama/y"));

        assertThat(plan(router, "a", null)).isSameAs(plan(router, "a", null));
        assertThat(plan(router, "openai/x", null).alias()).isNull();
    }

    @Test
    void plan_weights_shareTheFirstPlaceInProportion() {
        Router router = router(weighted("w", share("openai", 3), share("azure-ch", 1), share("ollama", 0)));
        Map<String, Integer> first = new HashMap<>();

        IntStream.range(0, 4000).forEach(_ -> {
            List<Step> steps = plan(router, "w", null).steps();
            first.merge(steps.getFirst().target().provider(), 1, Integer::sum);
            assertThat(steps).hasSize(3);
            assertThat(steps.get(2).target().provider()).isEqualTo("ollama");
        });

        assertThat(first.get("openai")).isBetween(2900, 3100);
        assertThat(first.get("azure-ch")).isBetween(900, 1100);
    }

    @Test
    void plan_sameTargetTwiceInOneAlias_addsUpItsShares() {
        Router router = router(weighted("w", share("openai", 1), share("azure-ch", 1), share("openai", 2)));
        long openai = IntStream.range(0, 4000)
                .filter(_ -> plan(router, "w", null)
                        .steps()
                        .getFirst()
                        .target()
                        .provider()
                        .equals("openai"))
                .count();

        assertThat(openai).isBetween(2900L, 3100L);
    }

    @Test
    void aliases_listed_areNamesInFileOrderWithoutGlobs() {
        Router router = router(alias("b", "openai", "x"), alias("c-*", "openai", null), alias("a", "openai", "x"));

        assertThat(router.aliases()).containsExactly("b", "a");
    }

    @Test
    void nearest_misspelt_findsWhatTheCallerMaySee() {
        Router router = router(alias("fast-cheap", "openai", "x"), alias("fast-cheaper", "openai", "x"));

        assertThat(router.nearest("fast-chaep", _ -> true)).containsExactly("fast-cheap", "fast-cheaper");
        assertThat(router.nearest("fast-cheape", _ -> true)).containsExactly("fast-cheap", "fast-cheaper");
        assertThat(router.nearest("fast-chaep", name -> !name.startsWith("fast")))
                .isEmpty();
        assertThat(router.nearest("GPT4o", _ -> true)).containsExactly("gpt-4o");
        assertThat(router.nearest("openai/gpt4o", _ -> true)).containsExactly("openai/gpt-4o");
        assertThat(router.nearest("mistral", _ -> true)).containsExactly("mistral-large-2411", "mistral-small-2410");
        assertThat(router.nearest("x".repeat(10_000), _ -> true)).isEmpty();
        assertThat(router.nearest("", _ -> true)).isEmpty();
    }

    List<String> targets(Router router, String asked) {
        return shown(plan(router, asked, null));
    }

    Plan plan(Router router, String asked, @Nullable List<String> residency) {
        return router.plan(router.resolve(asked), residency == null ? List.of() : List.of(residency), random);
    }

    static List<String> shown(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.target() + (step.skip() == null ? "" : " (" + step.skip() + ")"))
                .toList();
    }

    static Router router(AliasSettings... aliases) {
        return Router.of(List.of(aliases), ONCE, ENDPOINTS);
    }

    static AliasSettings alias(String name, String provider, @Nullable String model, String... fallback) {
        return new AliasSettings(name, provider, model, null, null, null, List.of(fallback), null, null, null, null);
    }

    static AliasSettings within(AliasSettings alias, String... regions) {
        return new AliasSettings(
                alias.alias(),
                alias.provider(),
                alias.model(),
                alias.targets(),
                alias.strategy(),
                alias.retry(),
                alias.fallback(),
                alias.fallbackOn(),
                List.of(regions),
                null,
                null);
    }

    static AliasSettings weighted(String name, AliasSettings.Target... targets) {
        return new AliasSettings(name, null, null, List.of(targets), null, null, null, null, null, null, null);
    }

    static AliasSettings.Target share(String provider, int weight) {
        return new AliasSettings.Target(provider, "m", weight);
    }

    static Endpoint endpoint(String name, @Nullable String region, String... models) {
        return new Endpoint(name, region, null, List.of(models)::contains, List.of(models));
    }
}
