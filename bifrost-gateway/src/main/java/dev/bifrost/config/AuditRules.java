package dev.bifrost.config;

import dev.bifrost.api.settings.Spelling;
import dev.bifrost.audit.SinkSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sinks have names of their own, by which the journal may name one. */
final class AuditRules {
    private final GatewaySettings settings;
    private final Findings findings;

    AuditRules(GatewaySettings settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void run() {
        List<SinkSettings> sinks = settings.observability().audit().sinks();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < sinks.size(); i++) {
            String path = "observability.audit.sinks[" + i + "]";
            Integer other = seen.putIfAbsent(sinks.get(i).named(), i);
            if (other != null) {
                findings.error(
                        path,
                        "the sink of line " + findings.line("observability.audit.sinks[" + other + "]") + " is called '"
                                + sinks.get(i).named() + "' too; give this one another name");
            }
        }
        @Nullable
        String wanted = settings.journal() == null ? null : settings.journal().sink();
        if (wanted != null && !seen.containsKey(wanted) && !findings.refused("observability.audit.sinks")) {
            findings.error(
                    "journal.sink",
                    "there is no sink '" + wanted + "' in observability.audit.sinks"
                            + Spelling.hint(wanted, seen.keySet()));
        }
        if (wanted != null && isArchive(sinks, wanted)) {
            findings.error(
                    "journal.sink",
                    "'" + wanted + "' is an archive, which is written once an hour; no call can wait for that");
        }
    }

    private static boolean isArchive(List<SinkSettings> sinks, String name) {
        return sinks.stream()
                .anyMatch(sink ->
                        sink.type() == SinkSettings.Type.S3 && sink.named().equals(name));
    }
}
