package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.CallRecord;
import dev.bifrost.telemetry.MetricsSettings;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the labels that the operator added from a call. */
final class Added {
    private final List<Function<CallRecord, @Nullable String>> readers;

    /** Of names as the configuration has them. */
    Added(List<String> names) {
        this.readers = names.stream().map(Added::reader).toList();
    }

    List<String> of(CallRecord call) {
        if (readers.isEmpty()) {
            return List.of();
        }
        String[] values = new String[readers.size()];
        for (int i = 0; i < values.length; i++) {
            String value = readers.get(i).apply(call);
            values[i] = value == null ? "" : value;
        }
        return Arrays.asList(values);
    }

    private static Function<CallRecord, @Nullable String> reader(String name) {
        if (name.startsWith(MetricsSettings.OWN)) {
            String label = name.substring(MetricsSettings.OWN.length());
            return call -> call.labels().get(label);
        }
        return switch (name) {
            case "virtual_key" -> CallRecord::virtualKey;
            case "team" -> CallRecord::team;
            case "organization" -> CallRecord::organization;
            case "region" -> CallRecord::region;
            case "stream" -> call -> call.stream() ? "true" : "false";
            case "client_dialect" -> CallRecord::clientDialect;
            case "provider_dialect" -> CallRecord::providerDialect;
            default -> throw new IllegalArgumentException("no label is called " + name);
        };
    }
}
