package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads Claude's streamed answer (https://platform.claude.com/docs/en/build-with-claude/streaming). */
final class StreamReader implements AnswerReader {
    private final boolean frames;
    private final OpenBlock block = new OpenBlock();
    private final MessagesUsage usage = new MessagesUsage();
    private @Nullable String stopReason;
    private boolean started;
    private boolean finished;
    private boolean over;

    /** {@code frames}: whether each event comes in a frame of Bedrock's. */
    StreamReader(boolean frames) {
        this.frames = frames;
    }

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        if (over) {
            return;
        }
        if (frames) {
            frame(event, out);
        } else if (!isDone(event)) {
            read(event.json(), out);
        }
    }

    private void frame(WireEvent frame, Consumer<ChatEvent> out) throws AnswerFault {
        if (frame.error()) {
            fail(BedrockFrames.error(frame), out);
            return;
        }
        byte[] payload = BedrockFrames.payload(frame);
        if (payload != null) {
            read(new WireEvent("", false, payload, 0, payload.length).json(), out);
        }
    }

    /** Some who imitate Anthropic end with what ends OpenAI's streams. */
    private static boolean isDone(WireEvent event) {
        return event.to() - event.from() == 6 && event.text().equals("[DONE]");
    }

    private void read(Json.Obj json, Consumer<ChatEvent> out) throws AnswerFault {
        switch (json.text("type", "")) {
            case "message_start" -> start(json.object("message"), out);
            case "content_block_start" -> {
                begin(null, out);
                Json.Obj begun = json.object("content_block");
                if (begun != null && !finished) {
                    block.open(json.number("index", -1), begun, out);
                }
            }
            case "content_block_delta" -> {
                begin(null, out);
                Json.Obj delta = json.object("delta");
                if (delta != null && !finished) {
                    block.delta(json.number("index", -1), delta, out);
                }
            }
            case "content_block_stop" -> block.close(out);
            case "message_delta" -> stop(json, out);
            case "message_stop" -> complete(out);
            default -> {
                ErrorDetail error = MessagesErrors.read(json);
                if (error != null) {
                    fail(error, out);
                }
                // else a ping, or news that this reader does not know
            }
        }
    }

    private void fail(ErrorDetail error, Consumer<ChatEvent> out) {
        over = true;
        out.accept(new ChatEvent.Failed(error));
    }

    /** An answer that goes on after code of the model's has run may bring blocks along. */
    private void start(Json.@Nullable Obj message, Consumer<ChatEvent> out) throws AnswerFault {
        if (message == null || started) {
            begin(null, out);
            return;
        }
        usage.add(message.object("usage"));
        block.answerIs(message.text("id", ""));
        begin(message, out);
        meter(out);
        stopReason = message.text("stop_reason");
        for (Json.Obj begun : message.objects("content")) {
            block.open(-1, begun, out);
            block.close(out);
        }
    }

    private void begin(Json.@Nullable Obj message, Consumer<ChatEvent> out) {
        if (!started) {
            started = true;
            Json.Obj said = message == null ? new Json.Obj() : message;
            out.accept(new ChatEvent.Started(said.text("id", ""), 0, said.text("model", ""), usage.serviceTier()));
        }
    }

    private void meter(Consumer<ChatEvent> out) {
        Usage now = usage.usage();
        if (now != null) {
            out.accept(new ChatEvent.Metered(now));
        }
    }

    private void stop(Json.Obj json, Consumer<ChatEvent> out) {
        begin(null, out);
        Json.Obj delta = json.object("delta");
        String reason = delta == null ? null : delta.text("stop_reason");
        if (delta != null && reason != null && !finished) {
            stopReason = reason;
            block.close(out);
            Part.Refusal refusal = AnswerParts.refusal(delta);
            if (refusal != null) {
                block.refusal(refusal, out);
            }
            finish(delta.text("stop_sequence"), out);
        }
        usage.add(json.object("usage"));
        meter(out);
    }

    private void finish(@Nullable String stopSequence, Consumer<ChatEvent> out) {
        finished = true;
        FinishReason reason = StopReasons.read(stopReason, block.calls());
        out.accept(new ChatEvent.Finished(0, reason, stopSequence));
    }

    private void complete(Consumer<ChatEvent> out) {
        begin(null, out);
        block.close(out);
        if (!finished) {
            finish(null, out);
        }
        over = true;
        out.accept(new ChatEvent.Ended());
    }
}
