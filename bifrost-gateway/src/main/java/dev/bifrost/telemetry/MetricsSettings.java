package dev.bifrost.telemetry;

import dev.bifrost.api.settings.Describe;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@code observability.metrics} part of the configuration. */
@Describe("What /metrics answers to Prometheus.")
public record MetricsSettings(
        @Describe(value = "Whether there are metrics at all.", byDefault = "true")
        Boolean enabled,

        @Describe("What counters of calls are split by besides: virtual_key, team, organization, region, stream, "
                + "client_dialect, provider_dialect, or label:NAME for a label of keys, teams and x-bf-dim-* headers.")
        List<String> labels,

        @Describe(value = "Whether counters that tell keys, teams and organisations do so.", byDefault = "true")
        Boolean callers,

        @Describe(value = "Whether it is told what budgets have left and how far limits are used.", byDefault = "true")
        Boolean budgets,

        @Describe(
                value = "Whether there is bifrost_overhead_latency_microseconds too, for dashboards that ask for it.",
                byDefault = "false")
        Boolean microseconds) {

    /** Names of labels that {@code labels} may hold, besides {@code label:NAME}. */
    private static final Set<String> KNOWN =
            Set.of("virtual_key", "team", "organization", "region", "stream", "client_dialect", "provider_dialect");

    /** What stands before the name of a label of keys, teams and calls. */
    public static final String OWN = "label:";

    private static final int MOST = 8;

    /** Absent keys arrive as null and leave as their defaults. */
    public MetricsSettings {
        enabled = enabled == null ? Boolean.TRUE : enabled;
        labels = labels == null ? List.of() : List.copyOf(labels);
        callers = callers == null ? Boolean.TRUE : callers;
        budgets = budgets == null ? Boolean.TRUE : budgets;
        microseconds = microseconds == null ? Boolean.FALSE : microseconds;
        check(labels);
    }

    /** What holds where the file says nothing. */
    public static MetricsSettings standard() {
        return new MetricsSettings(true, List.of(), true, true, false);
    }

    private static void check(List<String> labels) {
        if (labels.size() > MOST) {
            throw new IllegalArgumentException(".labels: at most " + MOST + ", for each multiplies the series");
        }
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            boolean own = label.startsWith(OWN) && label.length() > OWN.length();
            if (!own && !KNOWN.contains(label)) {
                throw new IllegalArgumentException(".labels: '" + label + "' is none of "
                        + String.join(", ", KNOWN.stream().sorted().toList()) + " and label:NAME");
            }
            if (!seen.add(prometheusName(label))) {
                throw new IllegalArgumentException(".labels: '" + label + "' stands there twice");
            }
        }
    }

    /** The label's name in Prometheus: {@code label:cost-center} is {@code label_cost_center}. */
    public static String prometheusName(String label) {
        StringBuilder name = new StringBuilder(label.length());
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            name.append(allowed ? c : '_');
        }
        return name.toString();
    }
}
