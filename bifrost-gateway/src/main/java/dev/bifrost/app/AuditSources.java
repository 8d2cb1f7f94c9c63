package dev.bifrost.app;

import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.audit.CallLog;
import dev.bifrost.audit.ChainCheck.Shortened;
import dev.bifrost.audit.FileHolding;
import dev.bifrost.audit.Holding;
import dev.bifrost.audit.JournalHolding;
import dev.bifrost.audit.Sink;
import dev.bifrost.audit.SinkSettings;
import dev.bifrost.config.GatewaySettings;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where calls are kept, as a configuration says, for commands that read them; also beside a gateway that runs. */
final class AuditSources implements AutoCloseable {
    static final String JOURNAL = "journal";

    private static final Duration MONTH = Duration.ofDays(31);
    private static final Duration DAYS = Duration.ofDays(3);

    private final List<Source> all = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    /**
     * One place.
     *
     * @param database  if it can be asked in SQL
     * @param shortened why it may lack a beginning; null if it may only lack one that no other place has
     */
    record Source(
            String name,
            Holding holding,
            @Nullable CallDatabase database,
            @Nullable Shortened shortened) {}

    /** Every sink that can be read, and the journal last, so that it is not behind those that follow it. */
    AuditSources(GatewaySettings settings, Consumer<String> notices) {
        AuditSettings audit = settings.observability().audit();
        Sinks sinks = new Sinks(
                audit,
                settings.data(),
                InstantSource.system(),
                System::nanoTime,
                OutputStream.nullOutputStream(),
                notices);
        for (SinkSettings sink : audit.sinks()) {
            add(sink, sinks, kept(audit));
        }
        Path calls = calls(settings);
        if (Files.exists(calls)) {
            CallLog log = new CallLog(calls, audit, InstantSource.system());
            open.add(log);
            Shortened expiry = kept(audit);
            all.add(new Source(
                    CallLog.NAME,
                    log,
                    log,
                    new Shortened(
                            "max_size and retention let the oldest go",
                            expiry == null ? null : expiry.expired(),
                            null)));
        }
        all.add(new Source(
                JOURNAL,
                new JournalHolding(DurableBookkeeping.journal(settings)),
                null,
                new Shortened("the journal lets go what every sink has taken", null, null)));
    }

    private void add(SinkSettings sink, Sinks sinks, @Nullable Shortened shortened) {
        Path path = sink.path();
        switch (sink.type()) {
            case FILE -> {
                if (path != null) {
                    all.add(new Source(sink.named(), new FileHolding(path), null, null));
                }
            }
            case POSTGRES, CLICKHOUSE, S3 -> {
                Sink opened = sinks.of(sink);
                open.add(opened);
                if (opened instanceof Holding holding) {
                    all.add(new Source(
                            sink.named(),
                            holding,
                            opened instanceof CallDatabase database ? database : null,
                            sink.type() == SinkSettings.Type.S3 ? null : shortened));
                }
            }
            case WEBHOOK, STDOUT -> {} // what they were given is elsewhere
        }
    }

    /** The gateway's own database of calls. */
    static Path calls(GatewaySettings settings) {
        return settings.data().resolve(CallLog.FILE);
    }

    /** Why databases may lack a beginning. */
    private static @Nullable Shortened kept(AuditSettings audit) {
        AuditSettings.Retention retention = audit.retention();
        AuditSettings.Days days = retention == null ? null : retention.calls();
        if (days == null) {
            return null;
        }
        Instant expired = InstantSource.system().instant().minus(days.duration());
        return new Shortened(
                "retention deletes calls after " + days.duration().toDays() + "d",
                expired,
                expired.plus(slack(days.duration())));
    }

    /** How much longer something may be there, or nothing have come: databases drop whole months. */
    private static Duration slack(Duration retention) {
        Duration half = retention.dividedBy(2);
        return half.compareTo(MONTH) > 0 ? MONTH : half.compareTo(DAYS) < 0 ? DAYS : half;
    }

    List<Source> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
