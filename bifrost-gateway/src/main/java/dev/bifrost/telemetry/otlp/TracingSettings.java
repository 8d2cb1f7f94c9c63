package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code observability.tracing} part of the configuration. */
@Describe("Where traces of calls and metrics go in the words of OpenTelemetry.")
public record TracingSettings(
        @Describe("The collector's address for OTLP over HTTP, such as http://collector:4318; /v1/traces and "
                + "/v1/metrics are added.")
        @Required
        URI otlp,

        @Describe("The whole address for traces, where that is not the collector's with /v1/traces.") @Nullable
        URI tracesUrl,

        @Describe(value = "Headers sent with everything, such as authorization.", byDefault = "{}")
        Map<String, Secret> headers,

        @Describe(
                value = "The share of the traces beginning here that is kept, from 0 to 1. Those that clients began "
                        + "follow the client's decision; calls that failed or were slow are always kept.",
                byDefault = "1")
        Double sample,

        @Describe("Calls that took at least so long are always kept; absent: none for that.") @Nullable
        Duration slow,

        @Describe(
                value = "Whether providers get traceparent and tracestate, so that a trace goes on in models of one's "
                        + "own.",
                byDefault = "true")
        Boolean propagate,

        @Describe(
                value = "Whether spans say what conversations ask and are answered, redacted and cut as "
                        + "observability.audit says; never of keys and teams whose content is none.",
                byDefault = "false")
        Boolean content,

        @Describe(value = "Whether metrics are sent too.", byDefault = "true")
        Boolean metrics,

        @Describe(value = "How often metrics are sent.", byDefault = "60s")
        Duration metricsEvery,

        @Describe(value = "How long the collector may take.", byDefault = "10s")
        Duration timeout,

        @Describe(value = "How what is sent is compressed.", byDefault = "none")
        Compression compression,

        @Describe("PEM certificates to trust instead of the system's.") @Nullable
        Path caFile,

        @Describe(
                value = "What is said of the gateway in every trace, such as service.name and "
                        + "deployment.environment.name.",
                byDefault = "{service.name: bifrost}")
        Map<String, String> resource) {
    /** RFC 9110's token. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final Duration METRICS_EVERY = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]*");

    /** Absent keys arrive as null and leave as their defaults. */
    public TracingSettings {
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        sample = sample == null ? 1.0 : sample;
        propagate = propagate == null || propagate;
        content = content != null && content;
        metrics = metrics == null || metrics;
        metricsEvery = metricsEvery == null ? METRICS_EVERY : metricsEvery;
        timeout = timeout == null ? TIMEOUT : timeout;
        compression = compression == null ? Compression.NONE : compression;
        resource = resource == null ? Map.of() : Map.copyOf(resource);
        if (!(sample >= 0 && sample <= 1)) {
            throw new IllegalArgumentException(".sample: " + sample + " is not from 0 to 1");
        }
        if (otlp.getRawQuery() != null || otlp.getRawFragment() != null) {
            throw new IllegalArgumentException(".otlp: the address can have no query; write credentials under headers");
        }
        if (metricsEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(".metrics_every: must be at least 1s");
        }
        if (timeout.isZero()) {
            throw new IllegalArgumentException(".timeout: must be more than nothing");
        }
        headers.forEach(TracingSettings::check);
    }

    private static void check(String name, Secret value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(".headers: '" + name + "' is no name of a header");
        }
        if (!VALUE.matcher(value.reveal()).matches()) {
            throw new IllegalArgumentException(".headers: the value of '" + name + "' can not stand in a header");
        }
    }

    /** Sent to an address, and nothing else said. */
    public static TracingSettings to(URI collector) {
        return new TracingSettings(
                collector,
                null,
                Map.of(),
                1.0,
                null,
                true,
                false,
                true,
                METRICS_EVERY,
                TIMEOUT,
                Compression.NONE,
                null,
                Map.of());
    }

    /** How a body is compressed. */
    public enum Compression {
        GZIP,
        NONE
    }

    /** Where traces go. */
    String traces() {
        return tracesUrl == null ? below("/v1/traces") : tracesUrl.toString();
    }

    /** Where metrics go. */
    String metricsAddress() {
        return below("/v1/metrics");
    }

    private String below(String path) {
        String base = otlp.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }
}
