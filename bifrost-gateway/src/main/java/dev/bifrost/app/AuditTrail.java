package dev.bifrost.app;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.Feed;
import dev.bifrost.audit.FileSink;
import dev.bifrost.audit.Sink;
import dev.bifrost.audit.SinkSettings;
import dev.bifrost.audit.StreamSink;
import dev.bifrost.audit.WebhookSink;
import dev.bifrost.journal.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sinks of a configuration, each fed from the journal. */
final class AuditTrail implements AutoCloseable {
    private final List<Feed> feeds = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /**
     * Registers every sink with the journal, and reaches those that are required.
     *
     * @param data   the folder for what the gateway keeps
     * @param stdout takes whole lines
     * @throws IOException if a required sink can not be used; the message says why
     */
    AuditTrail(
            AuditSettings settings,
            Path data,
            Journal journal,
            InstantSource clock,
            OutputStream stdout,
            Consumer<String> notices)
            throws IOException, InterruptedException {
        boolean opened = false;
        try {
            for (SinkSettings each : settings.sinks()) {
                Sink sink = sink(each, data, clock, stdout, notices);
                Feed feed = new Feed(sink, journal, clock, notices);
                feeds.add(feed);
                names.add(sink.name());
                if (Boolean.TRUE.equals(each.required())) {
                    feed.require();
                }
            }
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private static Sink sink(
            SinkSettings settings, Path data, InstantSource clock, OutputStream stdout, Consumer<String> notices) {
        String name = settings.named();
        Path path = settings.path();
        return switch (settings.type()) {
            case FILE ->
                new FileSink(
                        name,
                        Objects.requireNonNull(path, "the settings have checked it"),
                        settings.rotate() == null
                                ? Long.MAX_VALUE
                                : settings.rotate().bytes());
            case STDOUT -> new StreamSink(name, stdout);
            case WEBHOOK ->
                new WebhookSink(
                        name,
                        URI.create(revealed(settings.url())),
                        Objects.requireNonNull(settings.secret(), "the settings have checked it"),
                        path == null ? data.resolve("refused-" + name + ".jsonl") : path,
                        clock,
                        notices);
            case POSTGRES, CLICKHOUSE, S3 -> throw new IllegalStateException("not yet");
        };
    }

    private static String revealed(@Nullable Secret secret) {
        return Objects.requireNonNull(secret, "the settings have checked it").reveal();
    }

    void start() {
        feeds.forEach(Feed::start);
    }

    /** Of the sink of this name; null if it is null. */
    @Nullable
    Feed feed(@Nullable String name) {
        return name == null ? null : feeds.get(names.indexOf(name));
    }

    /** How every sink is. */
    List<Feed.State> states() {
        return feeds.stream().map(Feed::state).toList();
    }

    /** Brings over what is in the journal by now, all sinks at the same time, for some seconds at most. */
    @Override
    public void close() {
        List<Thread> closing = feeds.stream()
                .map(feed -> Thread.ofVirtual().name("close").start(feed::close))
                .toList();
        boolean interrupted = false;
        for (Thread each : closing) {
            try {
                each.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
