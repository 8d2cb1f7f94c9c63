package dev.bifrost.app;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Target;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.Feed;
import dev.bifrost.audit.content.ContentDesk;
import dev.bifrost.audit.content.Shown;
import dev.bifrost.exchange.Books;
import dev.bifrost.exchange.Capture;
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
    private final boolean strict;
    private final Mac prototype;
    private final ContentDesk desk;
    private final CallWitness witness;
    private final Supplier<@Nullable String> closed;
    private final @Nullable Feed sink;

    /**
     * @param strict  whether calls are known to the journal before they are sent, and their ends before they are told
     * @param bodyKey for the fingerprints of bodies
     * @param sink    has to have each record too before a call may end; null if none has
     * @param desk    keeps content
     * @param closed  a reason of the gateway's own to take no calls; null while there is none
     */
    JournalBooks(
            Journal journal,
            boolean strict,
            Secret bodyKey,
            @Nullable Feed sink,
            ContentDesk desk,
            CallWitness witness,
            Supplier<@Nullable String> closed) {
        this.journal = journal;
        this.strict = strict;
        this.prototype = hmac(bodyKey);
        this.sink = sink;
        this.desk = desk;
        this.witness = witness;
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
    public boolean strict() {
        return strict;
    }

    /** A copy of one that is never used: the key is scheduled once, and no provider is looked for. */
    @Override
    public Mac fingerprint() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the HmacSHA256 of every Java can be copied", e);
        }
    }

    @Override
    public @Nullable String keepsNoContent() {
        return desk.closed();
    }

    @Override
    public @Nullable Capture capture(boolean kept, boolean shown) {
        if (kept) {
            return new JournalCapture(desk.begin(), true, shown);
        }
        return desk.hasRoom() ? new JournalCapture(desk.beginToShow(), false, shown) : null;
    }

    static Mac hmac(Secret key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
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
    public void record(CallRecord record, @Nullable Capture content, Consumer<@Nullable Throwable> done) {
        JournalCapture capture = content instanceof JournalCapture own ? own : null;
        Consumer<@Nullable Shown> trace =
                capture != null && capture.shown() ? shown -> witness.traced(record, shown) : null;
        if (capture != null && capture.kept()) {
            desk.seal(
                    capture.content(),
                    record,
                    trace,
                    (whole, kept) -> journal.append(whole, kept, fault -> written(fault, done)));
        } else if (strict) {
            journal.append(record, fault -> written(fault, done));
        } else {
            journal.append(record);
        }
        if (trace == null) {
            witness.traced(record, null);
        } else if (capture != null && !capture.kept()) {
            desk.show(capture.content(), record, trace);
        }
        witness.over(record);
    }

    @Override
    public void withheld(String requestId) {
        boolean _ = journal.withheld(requestId); // a journal that takes no more has no record either
    }

    /** The journal has it, or not; now the sink must, if one must. */
    private void written(@Nullable Throwable fault, Consumer<@Nullable Throwable> done) {
        Feed also = sink;
        if (fault != null || also == null) {
            done.accept(fault);
        } else {
            also.await(journal.durable(), SINK_PATIENCE, done);
        }
    }
}
