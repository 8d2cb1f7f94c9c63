package dev.bifrost.config;

import dev.bifrost.server.ServerSettings;
import dev.bifrost.telemetry.otlp.TracingSettings;

/** Who may reach the gateway, and the files of {@code server} and {@code defaults}. */
final class ServerRules {
    private final GatewaySettings settings;
    private final Findings findings;

    ServerRules(GatewaySettings settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void run() {
        ServerSettings server = settings.server() == null ? ServerSettings.standard() : settings.server();
        exposure(server.listen());
        if (server.tls() != null) {
            Validation.readable(server.tls().cert(), "server.tls.cert", findings);
            Validation.readable(server.tls().key(), "server.tls.key", findings);
        }
        Validation.readable(settings.defaults().caFile(), "defaults.ca_file", findings);
        TracingSettings tracing = settings.observability().tracing();
        Validation.readable(tracing == null ? null : tracing.caFile(), "observability.tracing.ca_file", findings);
    }

    private void exposure(ServerSettings.Listen listen) {
        // Keys that were written but could not be read are keys.
        boolean keys = !settings.virtualKeys().isEmpty() || findings.refused("virtual_keys");
        boolean said = settings.access() != null || findings.written("access");
        if (Validation.isLoopback(listen) || keys || said) {
            return;
        }
        findings.error(
                "server.listen",
                listen + " can be reached from other machines, and anyone there could spend on your accounts; write\n"
                        + "    virtual_keys: [{ name: my-app, key: \"${MY_APP_KEY}\" }]\n"
                        + "so that callers need a key, or\n"
                        + "    access: keys\n"
                        + "if keys are made with bifrost keys create, or\n"
                        + "    access: open\n"
                        + "if everybody may call");
    }
}
