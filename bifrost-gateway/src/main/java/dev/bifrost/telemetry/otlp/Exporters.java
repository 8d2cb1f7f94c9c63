package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.settings.Secret;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes of the settings what OpenTelemetry's SDK sends with. */
final class Exporters {
    /** Held, because loggers that nobody holds forget their level. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    static {
        SDK.setLevel(Level.OFF); // it complains of every batch; Delivery says it once
    }

    private Exporters() {}

    static SpanExporter spans(TracingSettings settings, Delivery delivery) {
        var builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.traces())
                .setTimeout(settings.timeout())
                .setConnectTimeout(settings.timeout())
                .setCompression(compression(settings))
                .setHeaders(() -> headers(settings))
                .setComponentLoader(PartialSuccess.toldTo(delivery::rejected));
        byte[] trusted = trusted(settings.caFile());
        return (trusted == null ? builder : builder.setTrustedCertificates(trusted)).build();
    }

    static MetricExporter metrics(TracingSettings settings, Delivery delivery) {
        var builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(settings.metricsAddress())
                .setTimeout(settings.timeout())
                .setConnectTimeout(settings.timeout())
                .setCompression(compression(settings))
                .setHeaders(() -> headers(settings))
                .setComponentLoader(PartialSuccess.toldTo(delivery::rejected));
        byte[] trusted = trusted(settings.caFile());
        return (trusted == null ? builder : builder.setTrustedCertificates(trusted)).build();
    }

    private static String compression(TracingSettings settings) {
        return settings.compression().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> headers(TracingSettings settings) {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, Secret> header : settings.headers().entrySet()) {
            headers.put(header.getKey(), header.getValue().reveal());
        }
        return headers;
    }

    private static byte @Nullable [] trusted(@Nullable Path file) {
        try {
            return file == null ? null : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("observability.tracing.ca_file: " + file + " can not be read: " + e, e);
        }
    }

    static Resource resource(TracingSettings settings, Self self) {
        AttributesBuilder attributes = Attributes.builder();
        attributes.put(Conventions.SERVICE_NAME, "bifrost");
        attributes.put(Conventions.SERVICE_VERSION, self.version());
        attributes.put(Conventions.SERVICE_INSTANCE, self.instance());
        settings.resource().forEach(attributes::put);
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }
}
