package dev.bifrost.config;

import dev.bifrost.admin.AdminSettings;
import dev.bifrost.server.ServerSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Who may manage the gateway, and where. */
final class AdminRules {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final GatewaySettings settings;
    private final Findings findings;

    AdminRules(GatewaySettings settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void run() {
        AdminSettings admin = settings.admin();
        if (admin != null) {
            Validation.unique(admin.tokens(), "admin.tokens", "name", AdminSettings.Token::name, findings);
            hashes(admin.tokens());
            if (admin.listen() != null) {
                listen(admin.listen(), admin.tokens().isEmpty() && !findings.refused("admin.tokens"));
            }
        }
    }

    private void hashes(List<AdminSettings.Token> tokens) {
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            String path = "admin.tokens[" + i + "].sha256";
            String hash = tokens.get(i).sha256().strip();
            if (!SHA_256.matcher(hash).matches()) {
                findings.error(path, "must be 64 hexadecimal digits, such as printf %s \"$TOKEN\" | sha256sum prints");
                continue;
            }
            String other = seen.putIfAbsent(
                    hash.toLowerCase(Locale.ROOT), tokens.get(i).name());
            if (other != null) {
                findings.error(path, "is the token of '" + other + "' too; every token must be its own");
            }
        }
    }

    private void listen(String written, boolean withoutTokens) {
        ServerSettings.Listen listen;
        try {
            listen = ServerSettings.Listen.parse(written);
        } catch (IllegalArgumentException e) {
            findings.error("admin.listen", String.valueOf(e.getMessage()));
            return;
        }
        ServerSettings server = settings.server() == null ? ServerSettings.standard() : settings.server();
        if (listen.port() != 0 && listen.equals(server.listen())) {
            findings.error("admin.listen", "is where calls are taken; leave it out, or write another address");
        } else if (withoutTokens && !Validation.isLoopback(listen)) {
            findings.error(
                    "admin.listen",
                    listen
                            + " can be reached from other machines, so that it needs admin.tokens: [{ name: ops, sha256: …, "
                            + "role: owner }]");
        }
    }
}
