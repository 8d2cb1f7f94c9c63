package dev.bifrost.app;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Target;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.Feed;
import dev.bifrost.exchange.Books;
import dev.bifrost.journal.Journal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Books that are a journal, and a line for people. */
final class JournalBooks implements Books {
    /** What a client waits for a sink at most, before it is told that its call could not be recorded. */
    private static final Duration SINK_PATIENCE = Duration.ofSeconds(10);

    private final Journal journal;
    private final @Nullable Secret bodyKey;
    private final Consumer<CallRecord> line;
    private final Supplier<@Nullable String> closed;
    private final @Nullable Feed sink;

    /**
     * @param bodyKey for the fingerprints of bodies if the books are strict, else null
     * @param sink    has to have each record too before a call may end; null if none has
     * @param closed  a reason of the gateway's own to take no calls; null while there is none
     */
    JournalBooks(
            Journal journal,
            @Nullable Secret bodyKey,
            @Nullable Feed sink,
            Consumer<CallRecord> line,
            Supplier<@Nullable String> closed) {
        this.journal = journal;
        this.sink = sink;
        this.bodyKey = bodyKey;
        this.line = line;
        this.closed = closed;
    }

    @Override
    public @Nullable String closed() {
        String reason = closed.get();
        if (reason == null && !journal.accepting()) {
            return journal.reason();
        }
        return reason == null && sink != null ? sink.trouble() : reason;
    }

    @Override
    public @Nullable Mac strict() {
        if (bodyKey == null) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bodyKey.reveal().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    @Override
    public void intent(String requestId, Target target, String bodyHash, Consumer<@Nullable Throwable> done) {
        journal.intent(requestId, target, bodyHash, done::accept);
    }

    @Override
    public void record(CallRecord record, Consumer<@Nullable Throwable> done) {
        if (bodyKey == null) {
            journal.append(record);
        } else {
            Feed also = sink;
            journal.append(record, fault -> {
                if (fault != null || also == null) {
                    done.accept(fault);
                } else {
                    also.await(journal.durable(), SINK_PATIENCE, done);
                }
            });
        }
        line.accept(record);
    }
}
