package dev.bifrost.config;

import dev.bifrost.api.settings.Spelling;
import dev.bifrost.server.ServerSettings;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the settings must be beyond the form of their single values, as far as that needs no other room. */
public final class Validation implements Check {
    private final Predicate<String> knownProvider;

    /** {@code knownProvider} tells whether the catalogue has a provider of this name. */
    public Validation(Predicate<String> knownProvider) {
        this.knownProvider = knownProvider;
    }

    @Override
    public void run(GatewaySettings settings, Findings findings) {
        new ServerRules(settings, findings).run();
        new AdminRules(settings, findings).run();
        checkZone(settings.timeZone(), findings);
        for (int i = 0; i < settings.adapters().size(); i++) {
            readable(settings.adapters().get(i), "adapters[" + i + "]", findings);
        }
        new ProviderRules(settings, knownProvider, findings).run();
        new AliasRules(settings, findings).run();
        new TeamRules(settings, findings).run();
        new KeyRules(settings, knownProvider, findings).run();
        new LimitRules(settings, findings).run();
        new AuditRules(settings, findings).run();
        new ContentRules(settings, findings).run();
    }

    private static void checkZone(@Nullable String zone, Findings findings) {
        if (zone == null) {
            return;
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException _) {
            findings.error(
                    "time_zone",
                    "there is no time zone '" + zone + "'; write for example Europe/Zurich"
                            + Spelling.hint(zone, ZoneId.getAvailableZoneIds()));
        }
    }

    /** Notes every name that an earlier entry of {@code list} has. Names may be null, which is no name. */
    static <T> void unique(
            List<T> entries, String list, String key, Function<T, @Nullable String> name, Findings findings) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String path = list + "[" + i + "]." + key;
            String text = name.apply(entries.get(i));
            if (text == null) {
                continue;
            }
            if (text.isBlank()) {
                findings.error(path, "is empty");
            }
            Integer earlier = seen.putIfAbsent(text, i);
            if (earlier != null) {
                int line = findings.line(list + "[" + earlier + "]." + key);
                findings.error(path, "duplicate " + key + " '" + text + "'; line " + line + " has it already");
            }
        }
    }

    /** Notes a file that can not be read. */
    static void readable(@Nullable Path file, String path, Findings findings) {
        if (file == null) {
            return;
        }
        if (!Files.isRegularFile(file)) {
            findings.error(path, "there is no file " + file);
        } else if (!Files.isReadable(file)) {
            findings.error(path, "the gateway may not read " + file);
        }
    }

    /** True for the addresses that only this machine reaches. Names other than localhost are not looked up. */
    static boolean isLoopback(ServerSettings.Listen listen) {
        String host = listen.host();
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
