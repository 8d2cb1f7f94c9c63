package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.dialect.sse.SseTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open block of a streamed answer: at most one at a time, numbered as they begin on the wire. */
final class StreamBlock {
    private static final String DELTA = "content_block_delta";
    private static final String BEFORE_DELTA = "event: " + DELTA + "\ndata: ";

    private String answerId = "";
    private int next;
    private @Nullable Part part;
    private boolean written;
    private @Nullable Seal sealOfPart;
    private String growing = "";
    private @Nullable SseTemplate growth;

    /** The answer has this id. */
    void answerIs(String id) {
        answerId = id;
    }

    void open(Part begin, SseOutput out) {
        close(out);
        part = begin;
        switch (begin) {
            case Part.Text text -> later(text.signature(), "text", text.text(), out);
            case Part.Refusal(String text) -> later(null, "text", text, out);
            case Part.Audio audio -> later(null, "text", audio.transcript() == null ? "" : audio.transcript(), out);
            case Part.Thinking thinking -> {
                if (!thinking.redacted()) {
                    later(thinking.seal(), "thinking", thinking.text(), out);
                } else if (thinking.seal() != null) {
                    start(AnswerBlocks.thinking(thinking), out);
                }
            }
            case Part.ToolCall call -> {
                sealOfPart = call.signature();
                String id = MessageId.ofCall(call.id(), answerId, next);
                start(AnswerBlocks.call(id, call.name(), new Json.Obj()), out);
                if (call.kind() == Part.ToolCall.Kind.CUSTOM) {
                    json("{\"" + CustomTool.INPUT + "\":\"", out);
                }
                if (!call.arguments().isEmpty()) {
                    arguments(call.arguments(), out);
                }
            }
            case Part.Opaque opaque -> {
                if (AnswerBlocks.isOurs(opaque)) {
                    whole(opaque.json(), out);
                }
            }
            case Part.Image _, Part.Document _, Part.ToolResult _ -> {
                // no block of an answer
            }
        }
    }

    private void later(@Nullable Seal seal, String kind, String text, SseOutput out) {
        sealOfPart = seal;
        if (!text.isEmpty()) {
            delta(kind + "_delta", kind, text, out);
        }
    }

    /** A server tool's input is streamed too, if only in one piece. */
    private void whole(Json.Obj json, SseOutput out) {
        Json.Obj input = json.text("type", "").endsWith("tool_use") ? json.object("input") : null;
        if (input == null) {
            start(json, out);
        } else {
            start(json.copy().put("input", new Json.Obj()), out);
            json(input.print(), out);
        }
    }

    void delta(String type, String field, String text, SseOutput out) {
        begin(out);
        if (written) {
            grow(type, field, text, out);
        }
    }

    /** The deltas of one block hardly ever change their type. */
    private void grow(String type, String field, String text, SseOutput out) {
        SseTemplate known = growth;
        if (known == null || !growing.equals(type)) {
            known = SseTemplate.of(
                    BEFORE_DELTA, delta(new Json.Obj().put("type", type).put(field, "")), "\n\n", 1);
            growth = known;
            growing = type;
        }
        known.write(text, out);
    }

    void arguments(String fragment, SseOutput out) {
        if (part instanceof Part.ToolCall call && written) {
            boolean text = call.kind() == Part.ToolCall.Kind.CUSTOM;
            String quoted = text ? new Json.Str(fragment).print() : fragment;
            json(text ? quoted.substring(1, quoted.length() - 1) : fragment, out);
        }
    }

    private void json(String fragment, SseOutput out) {
        grow("input_json_delta", "partial_json", fragment, out);
    }

    void cite(Citation citation, SseOutput out) {
        begin(out);
        if (written) {
            Json.Obj cited = MessagesCitations.write(citation);
            out.event(DELTA, delta(new Json.Obj().put("type", "citations_delta").put("citation", cited)));
        }
    }

    /** Thoughts have a place for it at their end, other blocks have none. */
    void seal(Seal seal, SseOutput out) {
        if (part instanceof Part.Thinking thinking && !thinking.redacted()) {
            sealOfPart = null;
            signature(seal, thinking.id(), out);
        } else {
            sealOfPart = seal;
        }
    }

    private void signature(Seal seal, @Nullable String note, SseOutput out) {
        delta("signature_delta", "signature", new CarriedSeal(seal, note).write(), out);
    }

    void close(SseOutput out) {
        Seal seal = sealOfPart;
        if (part instanceof Part.Thinking thinking && seal != null && !thinking.redacted()) {
            signature(seal, thinking.id(), out);
            seal = null;
        }
        stop(out);
        if (seal != null) {
            String note = next > 0 ? CarriedSeal.OF_THE_BLOCK_BEFORE : null;
            part = Part.Thinking.of("");
            signature(seal, note, out);
            stop(out);
        }
    }

    private void stop(SseOutput out) {
        if (written) {
            if (part instanceof Part.ToolCall call && call.kind() == Part.ToolCall.Kind.CUSTOM) {
                json("\"}", out);
            }
            out.event(
                    "content_block_stop",
                    new Json.Obj().put("type", "content_block_stop").put("index", next - 1));
        }
        part = null;
        written = false;
        sealOfPart = null;
    }

    /** Begins the block on the wire, if it has not. */
    private void begin(SseOutput out) {
        if (written || part == null) {
            return;
        }
        switch (part) {
            case Part.Text _, Part.Refusal _, Part.Audio _ -> start(AnswerBlocks.text("", List.of()), out);
            case Part.Thinking _ -> start(AnswerBlocks.thinking(Part.Thinking.of("")), out);
            case Part.ToolCall _, Part.Opaque _, Part.Image _, Part.Document _, Part.ToolResult _ -> {
                // begun when opened, or left out
            }
        }
    }

    private void start(Json.Obj json, SseOutput out) {
        out.event(
                "content_block_start",
                new Json.Obj()
                        .put("type", "content_block_start")
                        .put("index", next++)
                        .put("content_block", json));
        written = true;
        growth = null;
    }

    private Json.Obj delta(Json.Obj delta) {
        return new Json.Obj().put("type", DELTA).put("index", next - 1).put("delta", delta);
    }
}
