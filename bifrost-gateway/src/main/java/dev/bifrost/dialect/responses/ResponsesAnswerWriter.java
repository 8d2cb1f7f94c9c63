package dev.bifrost.dialect.responses;

import dev.bifrost.api.Blame;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.dialect.sse.SseOutput;
import org.jspecify.annotations.Nullable;

/**
 * Writes one streamed answer: {@code response.created}, {@code response.in_progress}, the items one after the other, and
 * the whole response once more as it ends. Of several choices only the first is written.
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */
final class ResponsesAnswerWriter implements AnswerWriter {
    private final ChatRequest asked;
    private final boolean begun;
    private final EventWriter events;
    private final Json.Arr output = new Json.Arr();

    private @Nullable ResponseObject response;
    private ItemIds ids;
    private @Nullable ItemWriter item;
    private boolean refused;
    private FinishReason finish = FinishReason.OTHER;
    private @Nullable Usage usage;
    private boolean visible;

    ResponsesAnswerWriter(ChatRequest asked, boolean begun) {
        this.asked = asked;
        this.begun = begun;
        this.visible = begun;
        // Who has seen an answer begin has seen `created` and `in_progress`.
        this.events = new EventWriter(begun ? 2 : 0);
        this.ids = new ItemIds(ItemIds.UNKNOWN);
    }

    @Override
    public void write(ChatEvent event, SseOutput out) {
        switch (event) {
            case ChatEvent.Started it -> start(it, out);
            case ChatEvent.Opened it -> open(it, out);
            case ChatEvent.TextDelta it -> grow(it.choice(), it, out);
            case ChatEvent.RefusalDelta it -> grow(it.choice(), it, out);
            case ChatEvent.ThinkingDelta it -> grow(it.choice(), it, out);
            case ChatEvent.ArgumentsDelta it -> grow(it.choice(), it, out);
            case ChatEvent.Sealed it -> grow(it.choice(), it, out);
            case ChatEvent.Cited it -> grow(it.choice(), it, out);
            case ChatEvent.Closed it -> close(it, out);
            case ChatEvent.Finished it -> finish = it.choice() == 0 ? it.reason() : finish;
            case ChatEvent.Metered it -> usage = it.usage();
            case ChatEvent.Ended _ -> end(out);
            case ChatEvent.Failed _ -> {
                // comes as a failure, see fail
            }
        }
    }

    private void start(ChatEvent.Started started, SseOutput out) {
        String id = ItemIds.answer(started.id(), asked);
        ids = new ItemIds(id);
        response = new ResponseObject(id, started.created(), started.model(), started.serviceTier(), asked);
        if (!begun) {
            visible = true;
            Json.Obj members = response(Outcome.RUNNING, new Json.Arr());
            events.write("response.created", members, out);
            events.write("response.in_progress", members, out);
        }
    }

    private void open(ChatEvent.Opened opened, SseOutput out) {
        if (opened.choice() != 0) {
            return;
        }
        switch (opened.part()) {
            case Part.Text text -> message(false, out).grow(text.text(), out);
            case Part.Refusal(String text) -> {
                refused = true;
                message(true, out).grow(text, out);
            }
            case Part.Thinking thinking -> {
                endItem("completed", out);
                String id = OutputItems.thoughtId(thinking, ids, output);
                item = new ReasoningWriter(events, id, output.size(), thinking, out);
            }
            case Part.ToolCall call -> {
                endItem("completed", out);
                Seal signature = call.signature();
                if (signature != null) {
                    carry(new Carried.OfCall(call.id(), signature), out);
                }
                String kind = call.kind() == Part.ToolCall.Kind.CUSTOM ? "ctc" : "fc";
                item = new CallWriter(events, ids.item(kind, output.size()), output.size(), call, out);
            }
            case Part.Image _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ ->
                other(opened.part(), out);
        }
    }

    /** The message that a text or refusal belongs to: the one before it, if nothing came between. */
    private MessageWriter message(boolean refusal, SseOutput out) {
        MessageWriter message;
        if (item instanceof MessageWriter open) {
            message = open;
        } else {
            endItem("completed", out);
            message = new MessageWriter(events, ids.item("msg", output.size()), output.size(), out);
            item = message;
        }
        message.beginPart(refusal, out);
        return message;
    }

    private void other(Part part, SseOutput out) {
        String words = OutputItems.words(part);
        if (words != null) {
            message(false, out).grow(words, out);
            return;
        }
        endItem("completed", out);
        Json.Obj whole = OutputItems.whole(part, ids, output.size());
        if (whole != null) {
            whole(whole, out);
        }
    }

    private void grow(int choice, ChatEvent event, SseOutput out) {
        if (choice == 0 && item != null) {
            item.grow(event, out);
        }
    }

    /** A message stays open, for a text that may follow; everything else ends with its block. */
    private void close(ChatEvent.Closed closed, SseOutput out) {
        if (closed.choice() != 0) {
            return;
        }
        switch (item) {
            case MessageWriter message -> {
                message.endBlock(out);
                Seal signature = message.signature();
                if (signature != null) {
                    endItem("completed", out);
                    carry(new Carried.OfText(signature), out);
                }
            }
            case CallWriter call -> {
                endItem("completed", out);
                Json.Obj signature = call.signatureItem(ids.item("rs", output.size()));
                if (signature != null) {
                    whole(signature, out);
                }
            }
            case null -> {
                // it was whole from the beginning
            }
            default -> endItem("completed", out);
        }
    }

    private void carry(Carried carried, SseOutput out) {
        whole(OutputItems.reasoning(ids.item("rs", output.size()), "", carried.text()), out);
    }

    private void whole(Json.Obj whole, SseOutput out) {
        Json.Obj members = new Json.Obj().put("output_index", output.size()).put("item", whole);
        events.write("response.output_item.added", members, out);
        events.write("response.output_item.done", members, out);
        output.add(whole);
    }

    private void endItem(String status, SseOutput out) {
        if (item != null) {
            output.add(item.end(status, out));
            item = null;
        }
    }

    private void end(SseOutput out) {
        Outcome outcome = Outcome.of(finish, refused);
        endItem(outcome.lastItem(), out);
        events.write("response." + outcome.status(), response(outcome, output), out);
    }

    private Json.Obj response(Outcome outcome, Json.Arr items) {
        if (response == null) {
            response = new ResponseObject(ItemIds.answer("", asked), 0, "", null, asked);
        }
        return new Json.Obj().put("response", response.json(outcome, items, usage));
    }

    /**
     * As OpenAI does, first the event {@code error}, at which SDKs throw, then {@code response.failed}, which is what
     * others wait for.
     */
    @Override
    public void fail(Failure failure, SseOutput out) {
        out.write(OpenAiErrors.event(Operation.RESPONSES, failure, events.sequence()));
        events.skip();
        if (visible) {
            Outcome outcome = Outcome.failed(code(failure), failure.message());
            events.write("response.failed", response(outcome, output), out);
        }
    }

    private static String code(Failure failure) {
        return switch (failure) {
            case Failure.UpstreamRateLimited _ -> "rate_limit_exceeded";
            case Failure.UpstreamRefused refused when refused.theirCode() != null -> refused.theirCode();
            case Failure other -> other.blame() == Blame.CLIENT ? "invalid_prompt" : "server_error";
        };
    }
}
