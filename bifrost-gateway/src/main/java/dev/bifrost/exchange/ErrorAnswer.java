package dev.bifrost.exchange;

import dev.bifrost.api.Target;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import java.io.ByteArrayOutputStream;

/** A provider's answer with a status that is no success: read as far as it says why, then turned into a failure. */
final class ErrorAnswer implements Answer {
    private static final int ENOUGH = 16 << 10;

    private final Work call;
    private final Exchange exchange;
    private final Target target;
    private final ResponseHead head;
    private final ByteArrayOutputStream prefix = new ByteArrayOutputStream();

    ErrorAnswer(Work call, Exchange exchange, Target target, ResponseHead head) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.head = head;
    }

    @Override
    public void body(BodyPart part) {
        byte[] scratch = exchange.worker().scratch().of(part.length());
        int length = part.copyTo(scratch, 0);
        prefix.write(scratch, 0, Math.min(length, ENOUGH - prefix.size()));
        if (prefix.size() >= ENOUGH) {
            end();
        }
    }

    @Override
    public void end() {
        call.attemptFailed(
                OpenAiErrors.failureOf(target, head.status(), prefix.toByteArray(), head.headers(), exchange.clock()));
    }

    @Override
    public boolean contentReleased() {
        return false;
    }
}
