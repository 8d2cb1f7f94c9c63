package dev.bifrost.config;

import dev.bifrost.api.FallbackCause;
import dev.bifrost.api.settings.Spelling;
import dev.bifrost.routing.AliasSettings;
import dev.bifrost.routing.RetrySettings;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What entries of {@code models} must be; where their names lead is for routing to check. */
final class AliasRules {
    private static final List<String> CAUSES =
            Arrays.stream(FallbackCause.values()).map(FallbackCause::label).toList();

    /** The provider read the request and found it wrong. */
    private static final Set<String> REQUEST_IS_WRONG = Set.of("400", "404", "413", "415", "422");

    private final List<AliasSettings> aliases;
    private final @Nullable RetrySettings inherited;
    private final Findings findings;

    AliasRules(GatewaySettings settings, Findings findings) {
        this.aliases = settings.models();
        this.inherited = settings.defaults().retry();
        this.findings = findings;
    }

    void run() {
        checkWaits(inherited, "defaults.retry");
        Validation.unique(aliases, "models", "alias", AliasSettings::alias, findings);
        for (int i = 0; i < aliases.size(); i++) {
            check(aliases.get(i), "models[" + i + "]");
        }
    }

    private void check(AliasSettings alias, String path) {
        checkTargets(alias, path);
        checkWaits(alias.retry(), path + ".retry");
        List<String> words = alias.fallbackOn() == null ? List.of() : alias.fallbackOn();
        for (int i = 0; i < words.size(); i++) {
            checkCause(words.get(i), path + ".fallback_on[" + i + "]");
        }
    }

    private void checkWaits(@Nullable RetrySettings retry, String path) {
        if (retry != null && retry.initial().compareTo(retry.max()) > 0) {
            findings.warning(path, "initial is longer than max, so that every wait is max");
        }
    }

    private void checkTargets(AliasSettings alias, String path) {
        boolean provider = findings.written(path + ".provider");
        boolean targets = findings.written(path + ".targets");
        if (provider && targets) {
            findings.error(path, "has both provider and targets; give one of them");
        } else if (!provider && !targets) {
            findings.error(path, "leads nowhere; give provider and model, or targets");
        } else if (targets && findings.written(path + ".model")) {
            findings.error(path + ".model", "goes with provider; each of the targets has its own");
        }
        if (targets && alias.targets().isEmpty() && !findings.refused(path + ".targets")) {
            findings.error(path + ".targets", "is empty; write for example [{ provider: openai, model: gpt-4o }]");
        } else if (targets
                && !alias.targets().isEmpty()
                && alias.targets().stream().allMatch(target -> target.weight() == 0)
                && !findings.refused(path + ".targets")) {
            findings.error(path + ".targets", "all have weight 0, so that none gets any call");
        }
    }

    private void checkCause(String word, String path) {
        if (CAUSES.contains(word) || word.matches("5[0-9][0-9]|408|409|425")) {
            return;
        }
        if (REQUEST_IS_WRONG.contains(word)) {
            findings.error(
                    path, word + " can not be used: a request that one provider calls wrong is not sent to another");
            return;
        }
        findings.error(
                path,
                "'" + word + "' is not known; write " + String.join(", ", CAUSES)
                        + ", or a status: 500 to 599, 408, 409 or 425" + Spelling.hint(word, CAUSES));
    }
}
