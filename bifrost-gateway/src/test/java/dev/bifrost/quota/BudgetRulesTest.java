package dev.bifrost.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.quota.BudgetRules.Problem;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that would lock somebody out, or let everybody in. */
class BudgetRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "1000000000.1", "1e30", "1e999999999", "0.0000000001", "1.0000000001", "1e-999999999"
            })
    void problems_amountsThatCanNotBe_areNamed(String usd) {
        assertThat(BudgetRules.problems(List.of(budget(usd)))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("budgets[0].usd");
            assertThat(problem.message()).startsWith("must ").hasSizeLessThan(120);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.000000001", "50", "1e9", "1000000000.000000000", "1.10000000000000000"})
    void problems_amountsThatCanBe_areNone(String usd) {
        assertThat(BudgetRules.problems(List.of(budget(usd)))).isEmpty();
        assertThat(Dollars.nanos(new BigDecimal(usd))).isPositive();
    }

    @Test
    void problems_percentages_mustBeFrom1To100() {
        var budget = new BudgetSettings(BigDecimal.ONE, null, null, null, List.of(50, 0, 100, 101), " ");
        assertThat(BudgetRules.problems(List.of(budget("1"), budget)))
                .extracting(Problem::path)
                .containsExactly("budgets[1].warn_at[1]", "budgets[1].warn_at[3]", "budgets[1].fallback");
    }

    @Test
    void problems_limitsThatAreNotPositive_areNamed() {
        var limits = new RateLimitSettings(0L, 1L, null, -5L, Long.MAX_VALUE, null, 0);
        assertThat(BudgetRules.problems(limits))
                .extracting(Problem::path)
                .containsExactly(
                        "rate_limit.requests_per_minute",
                        "rate_limit.tokens_per_minute",
                        "rate_limit.tokens_per_hour",
                        "rate_limit.concurrent");
    }

    private static BudgetSettings budget(String usd) {
        return BudgetSettings.monthly(new BigDecimal(usd));
    }
}
