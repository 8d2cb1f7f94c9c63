package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One choice of a streamed answer, as its chunks come. */
final class ChunkChoice {
    private final int index;
    private final String answerId;
    private final BlockOrder blocks;
    private final SoundPieces sound = new SoundPieces();
    private boolean finished;
    private boolean closed;
    private long thought = -1;

    ChunkChoice(int index, String answerId) {
        this.index = index;
        this.answerId = answerId;
        this.blocks = new BlockOrder(index);
    }

    /** One chunk's {@code choices[i]}; {@code sources} is asked at its end. */
    void read(Json.Obj choice, Supplier<List<Citation>> sources, Consumer<ChatEvent> out) {
        if (finished) {
            return;
        }
        Json.Obj delta = choice.object("delta");
        delta = delta == null ? choice.object("message") : delta;
        if (delta != null) {
            delta(delta, CompletionReader.logprobs(choice), out);
        } else {
            content(choice.get("text"), null, out);
        }
        String word = choice.text("finish_reason", "");
        if (!word.isEmpty()) {
            finish(word, choice.text("stop_reason"), sources.get(), out);
        }
    }

    private void delta(Json.Obj delta, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        reasoning(delta, out);
        content(delta.get("content"), logprobs, out);
        Seal signature = Thoughts.signature(delta);
        if (signature != null) {
            blocks.signText(signature, out);
        }
        blocks.refusal(delta.text("refusal", ""), out);
        blocks.cite(Annotations.read(delta.objects("annotations")));
        calls(delta, out);
        for (Json.Obj image : delta.objects("images")) {
            Part part = ContentPieces.image(image);
            if (part != null) {
                blocks.whole(part, out);
            }
        }
        Json.Obj audio = delta.object("audio");
        if (audio != null) {
            sound.add(audio);
        }
    }

    /** The same thought may stand in two fields, one of which can be sealed. */
    private void reasoning(Json.Obj delta, Consumer<ChatEvent> out) {
        boolean said = false;
        for (Json.Obj detail : delta.objects("reasoning_details")) {
            said |= detail(detail, out);
        }
        String text = said ? "" : Thoughts.text(delta);
        if (!text.isEmpty()) {
            blocks.thinking(text, false, null, out);
        }
    }

    /** An entry of {@code reasoning_details}; true if it has text. */
    private boolean detail(Json.Obj detail, Consumer<ChatEvent> out) {
        if (!ReasoningDetails.isEntry(detail)) {
            return false;
        }
        String text = ReasoningDetails.text(detail);
        if (!text.isEmpty()) {
            boolean summary = detail.text("type", "").equals(ReasoningDetails.SUMMARY);
            blocks.thinking(text, summary, detail.text("id"), out);
            thought = detail.number("index", 0);
        }
        Seal seal = ReasoningDetails.seal(detail);
        if (seal != null) {
            sealed(detail, seal, out);
        }
        return !text.isEmpty();
    }

    private void sealed(Json.Obj detail, Seal seal, Consumer<ChatEvent> out) {
        String id = detail.text("id");
        boolean encrypted = detail.text("type", "").equals(ReasoningDetails.ENCRYPTED);
        if (encrypted && id != null && seal.origin().equals(Thoughts.GEMINI)) {
            blocks.sign(id, seal, out);
            return;
        }
        boolean whole = encrypted && ReasoningDetails.isRedacted(seal) && thought != detail.number("index", 0);
        blocks.seal(seal, whole, id, out);
        thought = -1;
    }

    private void content(@Nullable Json content, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        Json.Arr left = logprobs;
        for (Part part : ContentPieces.read(content)) {
            if (part instanceof Part.Text text) {
                blocks.text(text.text(), left, out);
                left = null;
            } else if (part instanceof Part.Thinking thinking) {
                thinking(thinking, out);
            } else if (part instanceof Part.Refusal refusal) {
                blocks.refusal(refusal.text(), out);
            } else {
                blocks.whole(part, out);
            }
        }
    }

    private void thinking(Part.Thinking thinking, Consumer<ChatEvent> out) {
        if (!thinking.text().isEmpty()) {
            blocks.thinking(thinking.text(), false, null, out);
        }
        Seal seal = thinking.seal();
        if (seal != null) {
            blocks.seal(seal, thinking.redacted(), null, out);
        }
    }

    private void calls(Json.Obj delta, Consumer<ChatEvent> out) {
        for (Json.Obj json : delta.objects("tool_calls")) {
            Json.Num place = json.number("index");
            blocks.call(AnswerCall.read(json), place == null ? null : place.longValue(), answerId, out);
        }
        Json.Obj legacy = delta.object("function_call");
        if (legacy != null) {
            blocks.call(AnswerCall.ofLegacy(legacy), 0L, answerId, out);
        }
    }

    /** The provider has said that it is over without a reason. */
    void finishUnsaid(List<Citation> sources, Consumer<ChatEvent> out) {
        if (!finished) {
            finish("", null, sources, out);
        }
    }

    private void finish(String word, @Nullable String sequence, List<Citation> sources, Consumer<ChatEvent> out) {
        finished = true;
        blocks.cite(sources);
        close(out);
        FinishReason reason = FinishWords.read(word, blocks.hasCalls());
        boolean stopped = sequence != null && reason == FinishReason.STOP;
        out.accept(new ChatEvent.Finished(
                index, stopped ? FinishReason.STOP_SEQUENCE : reason, stopped ? sequence : null));
    }

    /** Ends what is open. */
    void close(Consumer<ChatEvent> out) {
        if (closed) {
            return;
        }
        closed = true;
        Part heard = sound.part();
        if (heard != null) {
            blocks.whole(heard, out);
        }
        blocks.finish(out);
    }
}
