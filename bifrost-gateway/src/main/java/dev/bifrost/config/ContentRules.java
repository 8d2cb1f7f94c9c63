package dev.bifrost.config;

import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.telemetry.otlp.TracingSettings;
import org.jspecify.annotations.Nullable;

/** Texts are kept only encrypted, so whoever wants them kept must give a key. */
final class ContentRules {
    private final GatewaySettings settings;
    private final Findings findings;

    ContentRules(GatewaySettings settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void run() {
        untold();
        AuditSettings audit = settings.observability().audit();
        if (audit.contentKey() != null || findings.refused("observability")) {
            return;
        }
        check(audit.content(), "observability.audit.content");
        for (int i = 0; i < settings.teams().size(); i++) {
            check(settings.teams().get(i).content(), "teams[" + i + "].content");
        }
        for (int i = 0; i < settings.virtualKeys().size(); i++) {
            check(settings.virtualKeys().get(i).content(), "virtual_keys[" + i + "].content");
        }
        if (!audit.contentKeyOld().isEmpty()) {
            findings.error("observability.audit.content_key_old", "there is no observability.audit.content_key");
        }
    }

    /** Traces follow the same word as the audit. */
    private void untold() {
        TracingSettings tracing = settings.observability().tracing();
        boolean some = settings.observability().audit().content() != ContentMode.NONE
                || settings.teams().stream().anyMatch(team -> tells(team.content()))
                || settings.virtualKeys().stream().anyMatch(key -> tells(key.content()));
        if (tracing != null && tracing.content() && !some) {
            findings.warning(
                    "observability.tracing.content",
                    "no trace will have content but those of keys made later, for observability.audit.content is none");
        }
    }

    private static boolean tells(@Nullable ContentMode mode) {
        return mode != null && mode != ContentMode.NONE;
    }

    private void check(@Nullable ContentMode mode, String path) {
        if (mode == ContentMode.FULL) {
            findings.error(
                    path,
                    "full needs observability.audit.content_key, which the texts are encrypted under; make one with: "
                            + "openssl rand -base64 32");
        }
    }
}
