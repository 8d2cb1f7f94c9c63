package dev.bifrost.exchange;

import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.AnswerScan;
import dev.bifrost.dialect.StreamFollower;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import org.jspecify.annotations.Nullable;

/** An answer that is passed on as it is, whatever it is; usage is read from it where it is JSON. */
final class DirectAnswer implements Answer {
    private final Exchange exchange;
    private final @Nullable AnswerScan scan;
    private final @Nullable StreamFollower follower;
    private final long length;
    private long received;

    /** {@code operation}: whose events a stream is likely to have. */
    DirectAnswer(Exchange exchange, Operation operation, ResponseHead head) {
        this.exchange = exchange;
        this.length = head.length();
        String type = head.headers().get("content-type");
        this.scan = type != null && type.startsWith("application/json") ? new AnswerScan() : null;
        this.follower = type != null && type.startsWith("text/event-stream") ? new StreamFollower(operation) : null;
        exchange.commit(head, head.length());
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
            follower.feed(scratch, 0, length, (_, _) -> {});
        }
        received += part.length();
        if (received == length || (follower != null && follower.terminated())) {
            exchange.lastBytes();
        }
        exchange.delivery().part(part);
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
