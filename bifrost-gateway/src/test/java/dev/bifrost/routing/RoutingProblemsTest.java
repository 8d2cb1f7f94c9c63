package dev.bifrost.routing;

import static dev.bifrost.routing.RouterTest.ENDPOINTS;
import static dev.bifrost.routing.RouterTest.MISTRAL;
import static dev.bifrost.routing.RouterTest.ONCE;
import static dev.bifrost.routing.RouterTest.OPENAI;
import static dev.bifrost.routing.RouterTest.alias;
import static dev.bifrost.routing.RouterTest.endpoint;
import static dev.bifrost.routing.RouterTest.share;
import static dev.bifrost.routing.RouterTest.weighted;
import static dev.bifrost.routing.RouterTest.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.routing.RoutingProblem.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A mistake in the file that is not named here is found by a user instead. */
class RoutingProblemsTest {
    private static final List<Endpoint> TWO = List.of(OPENAI, MISTRAL);

    @Test
    void problems_nothingWrong_areNone() {
        assertThat(problems(
                        alias("fast", "mistral", "m", "slow", "openai/any", "gpt-4o"), alias("slow", "openai", "y")))
                .isEmpty();
    }

    @Test
    void problems_unknownProvider_areNamedWithTheNearest() {
        assertThat(problems(alias("a", "opnai", "x")))
                .containsExactly("ERROR models[0].provider: there is no provider 'opnai'; did you mean 'openai'?");
        assertThat(problems(alias("ok", "openai", "x"), weighted("a", share("openai", 1), share("nope", 1))))
                .containsExactly("ERROR models[1].targets[1].provider: there is no provider 'nope'");
    }

    @Test
    void problems_unknownFallback_areNamedWithTheNearest() {
        assertThat(problems(
                        alias("premium", "openai", "x"), alias("a", "openai", "x", "premum", "openia/gpt-4o", "zzz")))
                .satisfiesExactly(
                        p -> assertThat(p)
                                .startsWith("ERROR models[1].fallback[0]: 'premum'")
                                .endsWith("'premium'?"),
                        p -> assertThat(p)
                                .startsWith("ERROR models[1].fallback[1]")
                                .endsWith("'openai/gpt-4o'?"),
                        p -> assertThat(p)
                                .startsWith("ERROR models[1].fallback[2]")
                                .endsWith("catalogue knows"));
    }

    @Test
    void problems_circle_nameTheWholeCircle() {
        assertThat(problems(
                        alias("a", "openai", "x", "b"),
                        alias("b", "openai", "y", "c"),
                        alias("c", "openai", "z", "mistral/m", "b")))
                .containsExactly("ERROR models[2].fallback[1]: leads in a circle: b → c → b");
        assertThat(problems(alias("self", "openai", "x", "self")))
                .containsExactly("ERROR models[0].fallback[0]: leads in a circle: self → self");
    }

    @Test
    void problems_circleThroughAGlob_areFound() {
        assertThat(problems(alias("x-*", "openai", null, "y"), alias("y", "openai", "m", "x-1")))
                .containsExactly("ERROR models[1].fallback[0]: leads in a circle: x-* → y → x-*");
    }

    @Test
    void problems_aliasTwice_areNamed() {
        assertThat(problems(alias("a", "openai", "x"), alias("a", "mistral", "x")))
                .containsExactly("ERROR models[1].alias: 'a' is also the alias of models[0]");
    }

    @Test
    void problems_noTargetsOrBothForms_areNamed() {
        var both = new AliasSettings(
                "b", "openai", "x", List.of(share("mistral", 1)), null, null, null, null, null, null, null);
        var stray = new AliasSettings(
                "c", null, "x", List.of(share("mistral", 1)), null, null, null, null, null, null, null);

        assertThat(problems(weighted("a"), both, stray))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("ERROR models[0]: give either"),
                        p -> assertThat(p).startsWith("ERROR models[1]: give either"),
                        p -> assertThat(p).startsWith("ERROR models[2].model:"));
    }

    @Test
    void problems_allWeightsZero_areNamed() {
        assertThat(problems(weighted("a", share("openai", 0), share("mistral", 0))))
                .singleElement()
                .asString()
                .startsWith("ERROR models[0].targets: all have weight 0");
    }

    @Test
    void problems_residencyThatLeavesNothing_areNamed() {
        assertThat(problems(within(alias("a", "openai", "x", "mistral/m"), "jp")))
                .singleElement()
                .asString()
                .startsWith("ERROR models[0].residency: no target of 'a' lies in [jp]");
        assertThat(problems(within(alias("a", "openai", "x", "mistral/m"), "eu")))
                .isEmpty();
    }

    @Test
    void problems_fallbackOnUnknownWord_areNamed() {
        var alias = new AliasSettings(
                "a", "openai", "x", null, null, null, null, List.of("5xx", "503", "5XX", "200"), null, null, null);

        assertThat(problems(alias))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("ERROR models[0].fallback_on[2]: '5XX'"),
                        p -> assertThat(p).startsWith("ERROR models[0].fallback_on[3]: '200'"));
    }

    @Test
    void problems_aliasThatHidesAnotherModel_areWarnings() {
        assertThat(problems(alias("gpt-4o", "mistral", "m")))
                .singleElement()
                .asString()
                .startsWith("WARNING models[0].alias: hides the model 'gpt-4o' of openai");
        assertThat(problems(alias("gpt-4o", "openai", "gpt-4o", "mistral/m"))).isEmpty();
    }

    @Test
    void problems_bareNamesOfSeveralProviders_areOneWarning() {
        var a = endpoint("a", null, "m1", "m2", "m3", "m4", "m5");
        var b = endpoint("b", null, "m5", "m4", "m3", "m2", "m1", "own");

        List<RoutingProblem> problems =
                Router.of(List.of(), ONCE, List.of(a, b)).problems();

        assertThat(problems)
                .containsExactly(new RoutingProblem(
                        "providers",
                        "a and b all have m1, m2, m3 and 2 more models; asked for by the bare name, a answers",
                        Severity.WARNING));
    }

    @Test
    void of_everythingWrong_stillAnswers() {
        Router router = Router.of(List.of(alias("a", "nope", "x", "gone"), weighted("b")), ONCE, ENDPOINTS);

        assertThat(router.resolve("a")).isNull();
        assertThat(router.resolve("b")).isNull();
        assertThat(router.resolve("gpt-4o")).isNotNull();
    }

    private static List<String> problems(AliasSettings... aliases) {
        return Router.of(List.of(aliases), ONCE, TWO).problems().stream()
                .map(p -> p.severity() + " " + p.path() + ": " + p.message())
                .toList();
    }
}
