package dev.bifrost.exchange;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Target;
import dev.bifrost.dialect.Translator;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A provider's answer with a status that is no success: read as far as it says why, then turned into a failure. */
final class ErrorAnswer implements Answer {
    private static final int ENOUGH = 16 << 10;

    private final Work call;
    private final Exchange exchange;
    private final Target target;
    private final ResponseHead head;
    private final @Nullable Translator translator;
    private final ByteArrayOutputStream prefix = new ByteArrayOutputStream();

    /** {@code translator}: who knows the provider's words for errors; null if they are common ones. */
    ErrorAnswer(Work call, Exchange exchange, Target target, ResponseHead head, @Nullable Translator translator) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.head = head;
        this.translator = translator;
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
        byte[] body = prefix.toByteArray();
        ErrorDetail detail = translator == null ? null : translator.error(head.status(), body);
        if (detail == null) {
            detail = OpenAiErrors.detail(body);
        }
        String type = head.headers().get("x-amzn-errortype");
        if (type != null && detail.type().isEmpty()) {
            int end = type.indexOf(':');
            String word = end < 0 ? type : type.substring(0, end);
            detail = new ErrorDetail(
                    detail.status(), detail.code(), word, detail.message(), detail.param(), detail.retryAfter());
        }
        // Google reports a bad key of ours with 400, as if the request were at fault; its words tell.
        int status = translator != null && detail.status() != 0 ? detail.status() : head.status();
        call.attemptFailed(OpenAiErrors.failureOf(target, status, detail, head.headers(), exchange.clock()));
    }

    @Override
    public boolean contentReleased() {
        return false;
    }

    @Override
    public boolean isOver() {
        return true; // its status says all
    }
}
