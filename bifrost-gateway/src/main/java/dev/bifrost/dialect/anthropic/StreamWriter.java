package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.sse.SseOutput;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer for a client (https://platform.claude.com/docs/en/build-with-claude/streaming). Of several choices
 * the first is told. A block begins on the wire with its first content, so that until then another provider can still
 * take over; {@code message_delta} waits for the end, because usage may come after the reason to stop.
 */
final class StreamWriter implements AnswerWriter {
    private final ChatRequest asked;
    private final boolean begun;
    private final StreamBlock block = new StreamBlock();
    private final StringBuilder refusal = new StringBuilder();
    private boolean calls;
    private FinishReason finish = FinishReason.OTHER;
    private @Nullable String stopSequence;
    private @Nullable Usage usage;
    private @Nullable String serviceTier;

    StreamWriter(ChatRequest asked, boolean begun) {
        this.asked = asked;
        this.begun = begun;
    }

    @Override
    public void write(ChatEvent event, SseOutput out) {
        switch (event) {
            case ChatEvent.Started started -> start(started, out);
            case ChatEvent.Opened(int choice, int _, Part part) -> {
                if (choice == 0) {
                    calls |= part instanceof Part.ToolCall;
                    block.open(part, out);
                }
            }
            case ChatEvent.TextDelta delta -> text(delta.choice(), delta.text(), out);
            case ChatEvent.RefusalDelta delta -> {
                if (delta.choice() == 0) {
                    refusal.append(delta.text());
                }
                text(delta.choice(), delta.text(), out);
            }
            case ChatEvent.ThinkingDelta delta -> {
                if (delta.choice() == 0 && !delta.text().isEmpty()) {
                    block.delta("thinking_delta", "thinking", delta.text(), out);
                }
            }
            case ChatEvent.ArgumentsDelta delta -> {
                if (delta.choice() == 0) {
                    block.arguments(delta.json(), out);
                }
            }
            case ChatEvent.Sealed(int choice, int _, Seal seal) -> {
                if (choice == 0) {
                    block.seal(seal, out);
                }
            }
            case ChatEvent.Cited(int choice, int _, Citation citation) -> {
                if (choice == 0) {
                    block.cite(citation, out);
                }
            }
            case ChatEvent.Closed closed -> {
                if (closed.choice() == 0) {
                    block.close(out);
                }
            }
            case ChatEvent.Finished finished -> {
                if (finished.choice() == 0) {
                    finish = finished.reason();
                    stopSequence = finished.stopSequence();
                }
            }
            case ChatEvent.Metered(Usage now) -> usage = now;
            case ChatEvent.Failed _ -> {
                // reported by fail
            }
            case ChatEvent.Ended _ -> end(out);
        }
    }

    private void text(int choice, String text, SseOutput out) {
        if (choice == 0 && !text.isEmpty()) {
            block.delta("text_delta", "text", text, out);
        }
    }

    private void start(ChatEvent.Started started, SseOutput out) {
        String id = MessageId.of(started.id());
        block.answerIs(id);
        serviceTier = started.serviceTier();
        if (begun) {
            return;
        }
        Json.Obj message = new Json.Obj()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", started.model().isEmpty() ? asked.model() : started.model())
                .put("content", new Json.Arr())
                .putOrNull("stop_reason", null)
                .putOrNull("stop_sequence", null)
                .put("usage", MessagesUsage.write(null, serviceTier));
        out.event("message_start", new Json.Obj().put("type", "message_start").put("message", message));
    }

    private void end(SseOutput out) {
        block.close(out);
        Json.Obj delta = new Json.Obj()
                .put("stop_reason", StopReasons.write(finish, calls))
                .putOrNull("stop_sequence", stopSequence)
                .put("stop_details", AnswerBody.stopDetails(refusal.toString()));
        out.event(
                "message_delta",
                new Json.Obj()
                        .put("type", "message_delta")
                        .put("delta", delta)
                        .put("usage", MessagesUsage.write(usage, null)));
        out.event("message_stop", new Json.Obj().put("type", "message_stop"));
    }

    @Override
    public void fail(Failure failure, SseOutput out) {
        out.write(MessagesErrors.event(failure));
    }
}
