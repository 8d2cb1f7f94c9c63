package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.dialect.sse.SseTemplate;
import org.jspecify.annotations.Nullable;

/** The chunks of one choice of a streamed answer, and what must be known of it between them. */
final class ChoiceChunks {
    private static final Json NIL = new Json.Nil();

    private static final String THOUGHT = "reasoning_content";

    private final ChunkWriter chunks;
    private final int index;

    private @Nullable Part open;
    private int calls;
    private int thoughts;
    private int images;
    private boolean refused;
    private boolean thought;
    private boolean grown;
    private boolean finished;
    private long length;
    private long lengthBefore;

    private final SseTemplate texts;
    /** Of the open thought or call. */
    private @Nullable SseTemplate pieces;

    ChoiceChunks(ChunkWriter chunks, int index) {
        this.chunks = chunks;
        this.index = index;
        this.texts = template(new Json.Obj().put("content", ""), 1);
    }

    void role(SseOutput out) {
        delta(new Json.Obj().put("role", "assistant").put("content", ""), out);
    }

    void opened(Part part, SseOutput out) {
        open = part;
        pieces = null;
        grown = false;
        lengthBefore = length;
        switch (part) {
            case Part.Text it -> {
                if (!it.text().isEmpty()) {
                    text(it.text(), null, out);
                }
            }
            case Part.Thinking it -> thinkingOpened(it, out);
            case Part.ToolCall it -> callOpened(it, out);
            case Part.Image it -> delta(list("images", AnswerMessage.image(it, images++)), out);
            case Part.Audio it -> delta(new Json.Obj().put("audio", AnswerMessage.audio(it)), out);
            case Part.Refusal _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> {
                // a refusal comes in deltas; no answer in this dialect has the others
            }
        }
    }

    void text(String text, Json.@Nullable Arr logprobs, SseOutput out) {
        length += text.length();
        if (logprobs == null) {
            chunks.begin(out);
            texts.write(text, out);
        } else {
            chunks.chunk(
                    choice(new Json.Obj().put("content", text))
                            .put("logprobs", CompletionWriter.logprobs(logprobs))
                            .put("finish_reason", NIL),
                    out);
        }
    }

    void refusal(String text, SseOutput out) {
        refused = true;
        delta(new Json.Obj().put("refusal", text), out);
    }

    private void thinkingOpened(Part.Thinking part, SseOutput out) {
        Json.Arr entries = new Json.Arr();
        ReasoningDetails.write(part, thoughts++, true).forEach(entries::add);
        if (!entries.isEmpty()) {
            Json.Obj delta = part.text().isEmpty() ? new Json.Obj() : new Json.Obj().put(THOUGHT, words(part.text()));
            delta(delta.put("reasoning_details", entries), out);
        }
    }

    void thinking(String text, SseOutput out) {
        if (open instanceof Part.Thinking part && !text.isEmpty()) {
            SseTemplate known = pieces == null ? thought(part) : pieces;
            pieces = known;
            chunks.begin(out);
            known.write(words(text), text, out);
        }
    }

    private SseTemplate thought(Part.Thinking part) {
        Json.Obj detail = ReasoningDetails.words(part, "", thoughts - 1);
        return template(new Json.Obj().put(THOUGHT, "").put("reasoning_details", new Json.Arr().add(detail)), 2);
    }

    /** The text of thoughts as most clients show it; a blank line parts one thought from the next. */
    private String words(String text) {
        boolean apart = thought && !grown;
        thought = true;
        grown = true;
        return apart ? "\n\n" + text : text;
    }

    private void callOpened(Part.ToolCall call, SseOutput out) {
        grown = !call.arguments().isEmpty();
        String kind = kind(call);
        Json.Obj json = new Json.Obj()
                .put("index", calls++)
                .put("id", call.id())
                .put("type", kind)
                .put(kind, new Json.Obj().put("name", call.name()).put(field(call), call.arguments()));
        delta(list("tool_calls", json), out);
        Seal seal = call.signature();
        if (seal != null) {
            sealed(seal, out);
        }
    }

    void arguments(String fragment, SseOutput out) {
        if (!fragment.isEmpty() && open instanceof Part.ToolCall call) {
            grown = true;
            grow(call, fragment, out);
        }
    }

    private void grow(Part.ToolCall call, String fragment, SseOutput out) {
        SseTemplate known = pieces == null
                ? template(list("tool_calls", call().put(kind(call), new Json.Obj().put(field(call), ""))), 1)
                : pieces;
        pieces = known;
        chunks.begin(out);
        known.write(fragment, out);
    }

    private static String kind(Part.ToolCall call) {
        return call.kind() == Part.ToolCall.Kind.CUSTOM ? "custom" : "function";
    }

    private static String field(Part.ToolCall call) {
        return call.kind() == Part.ToolCall.Kind.CUSTOM ? "input" : "arguments";
    }

    /** The open call, by its index. */
    private Json.Obj call() {
        return new Json.Obj().put("index", calls - 1);
    }

    void sealed(Seal seal, SseOutput out) {
        switch (open) {
            case Part.Thinking it ->
                delta(list("reasoning_details", ReasoningDetails.seal(it, seal, thoughts - 1, true)), out);
            case Part.ToolCall it -> {
                // OpenAI's own accumulators want every piece of a call to have its function.
                boolean function = it.kind() == Part.ToolCall.Kind.FUNCTION;
                Json.Obj nothing = new Json.Obj().put(function ? "arguments" : "input", "");
                Json.Obj signed = call().put(function ? "function" : "custom", nothing)
                        .put("extra_content", Thoughts.extraContent(seal.portable(Thoughts.GEMINI)));
                Json.Obj detail = ReasoningDetails.ofCall(it.id(), seal, thoughts++, true);
                delta(list("tool_calls", signed).put("reasoning_details", new Json.Arr().add(detail)), out);
            }
            case Part.Text _, Part.Refusal _, Part.Image _, Part.Audio _ ->
                delta(new Json.Obj().put("extra_content", Thoughts.extraContent(seal.portable(Thoughts.GEMINI))), out);
            case Part.Document _, Part.ToolResult _, Part.Opaque _ -> {
                // no answer in this dialect has them
            }
            case null -> {
                // no block is open
            }
        }
    }

    void cited(Citation citation, SseOutput out) {
        Json.Obj annotation = Annotations.write(citation, lengthBefore, length - lengthBefore);
        delta(
                annotation != null
                        ? list("annotations", annotation)
                        : list("citations", Annotations.document(citation, lengthBefore)),
                out);
    }

    /** The end of a block. A call without arguments gets those that every client can parse. */
    void closed(SseOutput out) {
        if (!grown && open instanceof Part.ToolCall call && call.kind() == Part.ToolCall.Kind.FUNCTION) {
            arguments("{}", out);
        }
        open = null;
    }

    /** The answer is over: a choice of which nothing came but its role must end, too. */
    void ended(SseOutput out) {
        if (!finished) {
            finished(FinishReason.STOP, null, out);
        }
    }

    void finished(FinishReason reason, @Nullable String stopSequence, SseOutput out) {
        finished = true;
        chunks.chunk(CompletionWriter.finish(choice(new Json.Obj()), reason, stopSequence, calls > 0, refused), out);
    }

    private void delta(Json.Obj delta, SseOutput out) {
        chunks.chunk(choice(delta).put("finish_reason", NIL), out);
    }

    private SseTemplate template(Json.Obj delta, int places) {
        return ChunkWriter.template(choice(delta).put("finish_reason", NIL), places);
    }

    private Json.Obj choice(Json.Obj delta) {
        return new Json.Obj().put("index", index).put("delta", delta);
    }

    private static Json.Obj list(String name, Json.Obj only) {
        return new Json.Obj().put(name, new Json.Arr().add(only));
    }
}
