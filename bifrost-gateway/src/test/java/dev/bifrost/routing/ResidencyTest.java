package dev.bifrost.routing;

import static dev.bifrost.routing.RouterTest.alias;
import static dev.bifrost.routing.RouterTest.router;
import static dev.bifrost.routing.RouterTest.share;
import static dev.bifrost.routing.RouterTest.shown;
import static dev.bifrost.routing.RouterTest.weighted;
import static dev.bifrost.routing.RouterTest.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No byte of a call may reach a region that an alias or its key excludes. */
class ResidencyTest {

    @Test
    void plan_aliasWithResidency_barsFallbacksOutsideAndOfUnknownRegion() {
        Router router =
                router(within(alias("a", "mistral", "m", "azure-ch/gpt-4o", "openai/gpt-4o", "ollama/x"), "EU", "ch"));

        assertThat(targets(router, "a", null))
                .containsExactly("mistral/m", "azure-ch/gpt-4o", "openai/gpt-4o (residency)", "ollama/x (residency)");
    }

    @Test
    void plan_nestedAliasWithResidency_isHeldToItAlsoWhenAnotherAliasBringsIt() {
        Router router = router(
                alias("outer", "openai", "x", "inner"),
                within(alias("inner", "openai", "y", "ollama/z", "mistral/m"), "eu"));

        assertThat(targets(router, "outer", null))
                .containsExactly("openai/x", "openai/y (residency)", "ollama/z (residency)", "mistral/m");
    }

    @Test
    void plan_entryAliasAndNestedAlias_bothMustAllow() {
        Router router = router(
                within(weighted("outer", share("mistral", 1)), "eu", "ch"),
                within(alias("inner", "azure-ch", "y", "mistral/m"), "ch", "us"));
        Router nested = router(
                within(alias("outer", "mistral", "x", "inner"), "eu", "ch"),
                within(alias("inner", "azure-ch", "y", "mistral/m", "openai/o"), "ch", "us"));

        assertThat(targets(router, "outer", null)).containsExactly("mistral/m");
        assertThat(targets(nested, "outer", null))
                .containsExactly("mistral/x", "azure-ch/y", "mistral/m (residency)", "openai/o (residency)");
    }

    @Test
    void plan_targetBarredInOnePlaceAndAllowedInALaterOne_isTriedThere() {
        Router router = router(
                alias("a", "mistral", "m", "strict", "openai/gpt-4o"),
                within(alias("strict", "openai", "gpt-4o", "azure-ch/x"), "ch"));

        assertThat(targets(router, "a", null)).containsExactly("mistral/m", "azure-ch/x", "openai/gpt-4o");
    }

    @Test
    void plan_callerWithResidency_barsTargetsWhateverTheAliasSays() {
        Router router = router(alias("a", "mistral", "m", "openai/gpt-4o", "ollama/x"));

        assertThat(targets(router, "a", List.of("Eu")))
                .containsExactly("mistral/m", "openai/gpt-4o (residency)", "ollama/x (residency)");
        assertThat(targets(router, "openai/gpt-4o", List.of("eu"))).containsExactly("openai/gpt-4o (residency)");
        assertThat(targets(router, "a", List.of())).allMatch(target -> target.endsWith("(residency)"));
        assertThat(targets(router, "a", null)).noneMatch(target -> target.endsWith("(residency)"));
    }

    @Test
    void plan_modelThatRunsAnywhere_isOutsideWhateverTheRegionOfItsProvider() {
        Endpoint cloud = new Endpoint(
                "bedrock",
                model -> model.startsWith("global.") ? Set.of() : Set.of("eu-central-1", "eu"),
                null,
                _ -> true,
                List.of());
        Router router = Router.of(
                List.of(within(alias("a", "bedrock", "global.claude", "bedrock/claude"), "eu")),
                RetrySettings.standard(),
                List.of(cloud));

        assertThat(targets(router, "a", null)).containsExactly("bedrock/global.claude (residency)", "bedrock/claude");
        assertThat(targets(router, "bedrock/claude", List.of("EU-Central-1"))).containsExactly("bedrock/claude");
        assertThat(targets(router, "bedrock/global.claude", List.of("eu")))
                .containsExactly("bedrock/global.claude (residency)");
    }

    @Test
    void plan_callerWithResidency_alsoHoldsWhereTheOrderIsDrawn() {
        Router router = router(weighted("w", share("openai", 1), share("mistral", 1), share("ollama", 1)));

        for (int i = 0; i < 50; i++) {
            assertThat(targets(router, "w", List.of("eu")))
                    .containsExactlyInAnyOrder("mistral/m", "openai/m (residency)", "ollama/m (residency)");
        }
    }

    @Test
    void plan_callerWithResidency_holdsForRoutesThatArePassedOn() {
        Router router = router();
        Plan plan = router.plan(router.at("openai", ""), List.of(List.of("eu")), new Random(1));

        assertThat(plan.hasWay()).isFalse();
        assertThat(shown(plan)).containsExactly("openai (residency)");
    }

    @Test
    void plan_everythingInside_makesNothingNew() {
        Router router = router(alias("a", "mistral", "m"));

        assertThat(router.plan(router.resolve("a"), List.of(List.of("eu")), new Random(1)))
                .isSameAs(router.plan(router.resolve("a"), List.of(), new Random(1)));
    }

    private static List<String> targets(Router router, String asked, @Nullable List<String> residency) {
        return shown(
                router.plan(router.resolve(asked), residency == null ? List.of() : List.of(residency), new Random(3)));
    }
}
