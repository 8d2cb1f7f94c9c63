package dev.bifrost.exchange;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.AnswerScan;
import dev.bifrost.dialect.StreamFollower;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import org.jspecify.annotations.Nullable;

/** An answer that is passed on as it is, whatever it is; usage is read from it where it is JSON. */
final class DirectAnswer implements Answer {
    private final Exchange exchange;
    private final @Nullable AnswerScan scan;
    private final @Nullable StreamFollower follower;
    private final Target target;
    /** What its status means; null if it is no failure. */
    private final @Nullable Failure failure;

    private final long length;
    private long received;

    /** {@code operation}: whose events a stream is likely to have. */
    DirectAnswer(Exchange exchange, Target target, Operation operation, ResponseHead head) {
        this.exchange = exchange;
        this.target = target;
        this.failure = head.status() < 400
                ? null
                : OpenAiErrors.failureOf(
                        target, head.status(), new ErrorDetail(0, "", "", ""), head.headers(), exchange.clock());
        this.length = head.length();
        String type = head.headers().get("content-type");
        this.scan = type != null && type.startsWith("application/json") ? new AnswerScan() : null;
        this.follower = type != null && type.startsWith("text/event-stream") ? new StreamFollower(operation) : null;
    }

    @Override
    public void body(BodyPart part) {
        if (scan != null) {
            int length = part.length();
            byte[] scratch = exchange.worker().scratch().of(length);
            part.copyTo(scratch, 0);
            scan.feed(scratch, 0, length);
        }
        if (follower != null) {
            int length = part.length();
            byte[] scratch = exchange.worker().scratch().of(length);
            part.copyTo(scratch, 0);
            follower.feed(scratch, 0, length, (kind, _) -> came(kind));
        }
        received += part.length();
        if (received == length || (follower != null && follower.terminated())) {
            exchange.lastBytes();
        }
        exchange.delivery().part(part);
    }

    private void came(StreamFollower.EventKind kind) {
        CallDraft draft = exchange.draft();
        if (kind == StreamFollower.EventKind.CONTENT && draft.firstToken < 0) {
            draft.firstToken = exchange.worker().now() - draft.begun;
        }
    }

    @Override
    public void end() {
        if (scan != null) {
            scan.end();
        }
        exchange.complete();
    }

    @Override
    public boolean contentReleased() {
        return true;
    }

    /** Its bytes have all been passed on, whatever they say. */
    @Override
    public @Nullable Failure reported() {
        ErrorDetail error = follower == null ? null : follower.error();
        return failure != null || error == null ? failure : OpenAiErrors.failure(target, error);
    }

    @Override
    public boolean isStream() {
        return follower != null;
    }

    @Override
    public boolean takesErrorEvent() {
        return false; // nothing is added to it
    }

    @Override
    public boolean isOver() {
        return follower != null && follower.terminated();
    }

    @Override
    public long deliveredTokens() {
        if (follower != null) {
            return follower.deliveredTokens();
        }
        Usage said = scan == null ? null : scan.usage();
        return said != null ? said.completion() : scan == null || scan.error() != null ? 0 : received / 4;
    }

    @Override
    public @Nullable Usage usage() {
        return scan != null ? scan.usage() : follower == null ? null : follower.usage();
    }

    @Override
    public @Nullable String model() {
        return scan != null ? scan.model() : follower == null ? null : follower.model();
    }
}
