package dev.bifrost.config;

import dev.bifrost.provider.ProviderSettings;
import dev.bifrost.routing.AliasSettings;
import java.util.Map;
import java.util.Set;

/** Keys and words that the design has and this version has not, so that they are not taken for slips of the pen. */
final class NotYet {
    private static final Map<Class<?>, Set<String>> WORDS = Map.of(
            GatewaySettings.class, Set.of("plugins", "cluster", "secrets", "budgets"),
            GatewaySettings.Defaults.class, Set.of("client_cert", "limits"),
            ProviderSettings.class, Set.of("limits", "client_cert"),
            AliasSettings.class, Set.of("hedge"),
            AliasSettings.Strategy.class, Set.of("latency", "least_busy", "cost"));

    private NotYet() {}

    /** True if {@code word} will be a key of the record, or a value of the enum, {@code type}. */
    static boolean has(Class<?> type, String word) {
        return WORDS.getOrDefault(type, Set.of()).contains(word);
    }

    static String message(String word) {
        return "'" + word + "' is not supported by this version yet";
    }
}
