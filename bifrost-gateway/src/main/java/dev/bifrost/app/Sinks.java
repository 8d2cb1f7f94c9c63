package dev.bifrost.app;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.ArchiveSink;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.ClickHouseSink;
import dev.bifrost.audit.FileSink;
import dev.bifrost.audit.PostgresSink;
import dev.bifrost.audit.Sink;
import dev.bifrost.audit.SinkSettings;
import dev.bifrost.audit.StreamSink;
import dev.bifrost.audit.WebhookSink;
import dev.bifrost.provider.credential.AwsChain;
import dev.bifrost.provider.credential.WayOut;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes sinks of their settings; none of them does anything yet.
 *
 * @param data    the folder for what the gateway keeps
 * @param stdout  takes whole lines
 * @param notices takes what the operator should know
 */
record Sinks(
        AuditSettings audit,
        Path data,
        InstantSource clock,
        LongSupplier nanoTime,
        OutputStream stdout,
        Consumer<String> notices) {
    /** Where Amazon's own tools look for it first. */
    private static final String REGION = "AWS_REGION";

    /** Throws {@link IllegalArgumentException} if an address can not be used. */
    Sink of(SinkSettings settings) {
        String name = settings.named();
        return switch (settings.type()) {
            case POSTGRES -> new PostgresSink(settings, audit, clock, notices);
            case CLICKHOUSE -> new ClickHouseSink(settings, audit.retention(), clock, nanoTime);
            case S3 -> archive(settings);
            case FILE ->
                new FileSink(
                        name,
                        given(settings.path()),
                        settings.rotate() == null
                                ? Long.MAX_VALUE
                                : settings.rotate().bytes());
            case STDOUT -> new StreamSink(name, stdout);
            case WEBHOOK ->
                new WebhookSink(
                        name,
                        URI.create(given(settings.url()).reveal()),
                        given(settings.secret()),
                        settings.path() == null ? data.resolve("refused-" + name + ".jsonl") : settings.path(),
                        clock,
                        notices);
        };
    }

    private Sink archive(SinkSettings settings) {
        Map<String, String> environment = System.getenv();
        String region = environment.getOrDefault(REGION, environment.getOrDefault("AWS_DEFAULT_REGION", "us-east-1"));
        AwsChain usual = AwsChain.usual(
                settings.region() == null ? region : settings.region(), environment, WayOut.DIRECT);
        return new ArchiveSink(settings, region, usual::current, data, clock);
    }

    private static <T> T given(@Nullable T value) {
        return Objects.requireNonNull(value, "the settings have checked it");
    }
}
