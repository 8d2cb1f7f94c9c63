package dev.bifrost.telemetry;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Secret;
import java.net.URI;

/** {@code observability.alerts}. */
@Describe("Who is told when a budget reaches one of its warn_at.")
public record AlertSettings(
        @Describe("Gets a POST with JSON; an http or https address.") @Required
        URI webhook,

        @Describe("Signs what is sent.") @Required Secret secret) {

    /** Refuses what is no address of a web server. */
    public AlertSettings {
        boolean web = "http".equals(webhook.getScheme()) || "https".equals(webhook.getScheme());
        if (!web || webhook.getHost() == null) {
            throw new IllegalArgumentException(".webhook: must be such as https://host/path");
        }
    }
}
