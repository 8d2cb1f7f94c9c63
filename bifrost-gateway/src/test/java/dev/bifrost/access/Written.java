package dev.bifrost.access;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.Secret;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key as a file may have it, of which tests say only what they are about. */
final class Written {
    private final String name;
    private @Nullable String id;
    private @Nullable Secret secret;
    private @Nullable String hash;
    private @Nullable String team;
    private @Nullable String organization;
    private List<BudgetSettings> budgets = List.of();
    private @Nullable BigDecimal monthly;
    private @Nullable List<String> allowed;
    private List<String> passthrough = List.of();
    private @Nullable String expires;
    private @Nullable List<String> residency;
    private Map<String, String> labels = Map.of();

    private Written(String name) {
        this.name = name;
    }

    static Written key(String name) {
        return new Written(name);
    }

    Written id(String value) {
        id = value;
        return this;
    }

    Written secret(String value) {
        secret = Secret.of(value);
        return this;
    }

    Written hash(String value) {
        hash = value;
        return this;
    }

    Written team(@Nullable String value) {
        team = value;
        return this;
    }

    Written organization(@Nullable String value) {
        organization = value;
        return this;
    }

    Written budgets(List<BudgetSettings> value) {
        budgets = value;
        return this;
    }

    Written monthly(String value) {
        monthly = new BigDecimal(value);
        return this;
    }

    Written allowed(@Nullable List<String> value) {
        allowed = value;
        return this;
    }

    Written passthrough(List<String> value) {
        passthrough = value;
        return this;
    }

    Written expires(String value) {
        expires = value;
        return this;
    }

    Written residency(@Nullable List<String> value) {
        residency = value;
        return this;
    }

    Written labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    VirtualKeySettings settings() {
        return new VirtualKeySettings(
                name,
                id,
                secret,
                hash,
                team,
                organization,
                budgets,
                monthly,
                null,
                allowed,
                passthrough,
                expires,
                residency,
                null,
                null,
                labels);
    }
}
