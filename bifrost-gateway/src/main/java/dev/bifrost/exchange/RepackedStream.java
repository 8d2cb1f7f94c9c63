package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.Recast;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.frame.Frames;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.upstream.BodyPart;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A stream in the client's dialect that came in other frames: taken out of them, then passed on like any other. */
final class RepackedStream implements Answer {
    private final GovernedCall call;
    private final Exchange exchange;
    private final Target target;
    private final Recast recast;
    private final FrameReader frames;
    private final StreamAnswer stream;

    /** {@code stream} passes on what is taken out of the frames. */
    RepackedStream(GovernedCall call, Exchange exchange, Target target, Recast recast, StreamAnswer stream) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.recast = recast;
        this.frames = Frames.reader(recast.framing());
        this.stream = stream;
    }

    @Override
    public void body(BodyPart part) {
        int length = part.length();
        byte[] bytes = new byte[length];
        part.copyTo(bytes, 0);
        take(sink -> frames.feed(bytes, 0, length, sink));
    }

    private interface Reading {
        void into(FrameReader.Sink sink) throws AnswerFault;
    }

    private void take(Reading reading) {
        SseOutput out = exchange.worker().scratch().output();
        out.clear();
        Failure failure = null;
        try {
            reading.into(event -> recast.event(event, out));
        } catch (AnswerFault fault) {
            failure = fault.error() == null
                    ? new Failure.UpstreamBroken(target, String.valueOf(fault.getMessage()))
                    : OpenAiErrors.failure(target, fault.error());
        }
        if (out.length() > 0) {
            stream.body(BodyPart.whole(Unpooled.wrappedBuffer(Arrays.copyOf(out.bytes(), out.length()))));
        }
        if (failure != null && !exchange.over() && call.answer() == this) {
            call.attemptFailed(failure);
        }
    }

    @Override
    public void end() {
        take(frames::end);
        if (!exchange.over() && call.answer() == this) {
            stream.end();
        }
    }

    @Override
    public boolean contentReleased() {
        return stream.contentReleased();
    }

    @Override
    public boolean beginningShown() {
        return stream.beginningShown();
    }

    @Override
    public boolean isOver() {
        return stream.isOver();
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public boolean midEvent() {
        return stream.midEvent();
    }

    @Override
    public void show() {
        stream.show();
    }

    @Override
    public @Nullable Usage usage() {
        return stream.usage();
    }

    @Override
    public long deliveredTokens() {
        return stream.deliveredTokens();
    }

    @Override
    public @Nullable String model() {
        return stream.model();
    }

    @Override
    public @Nullable Failure reported() {
        return stream.reported();
    }

    @Override
    public void discard() {
        stream.discard();
    }
}
