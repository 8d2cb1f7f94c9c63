package dev.bifrost.dialect.openai;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a stream of {@code chat.completion.chunk}s, lenient towards those who only resemble OpenAI. */
final class ChunkReader implements AnswerReader {
    private final Map<Integer, ChunkChoice> choices = new TreeMap<>();
    private Json.@Nullable Obj sourced;
    private String id = "";
    private boolean started;
    private boolean over;

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        if (over) {
            return;
        }
        if (isDone(event)) {
            done(out);
            return;
        }
        Json.Obj chunk = chunk(event);
        ErrorDetail error = event.name().equals("error") ? AnswerErrors.detail(chunk) : AnswerErrors.in(chunk);
        if (error != null) {
            over = true;
            out.accept(new ChatEvent.Failed(error));
            return;
        }
        start(chunk, out);
        choices(chunk, out);
        Usage usage = CompletionReader.usage(chunk);
        if (usage != null && started) {
            out.accept(new ChatEvent.Metered(usage));
        }
    }

    private static boolean isDone(WireEvent event) {
        return event.to() - event.from() >= 6
                && event.data()[event.from()] == '['
                && event.text().strip().equals("[DONE]");
    }

    /** Google puts an error of its compatible surface into an array. */
    private static Json.Obj chunk(WireEvent event) throws AnswerFault {
        if (event.to() > event.from() && event.data()[event.from()] == '[') {
            try {
                if (Json.read(event.data(), event.from(), event.to()) instanceof Json.Arr(List<Json> items)
                        && !items.isEmpty()
                        && items.getFirst() instanceof Json.Obj only) {
                    return only;
                }
            } catch (MalformedJson _) {
                // said below
            }
        }
        return event.json();
    }

    /** Azure and others open with a chunk that is empty in all but name. */
    private void start(Json.Obj chunk, Consumer<ChatEvent> out) {
        boolean says =
                !chunk.text("id", "").isEmpty() || !chunk.list("choices").isEmpty() || chunk.object("usage") != null;
        if (!started && says) {
            started = true;
            id = chunk.text("id", "");
            out.accept(new ChatEvent.Started(
                    id, Math.max(0, chunk.number("created", 0)), chunk.text("model", ""), chunk.text("service_tier")));
        }
    }

    private void choices(Json.Obj chunk, Consumer<ChatEvent> out) {
        if (Annotations.hasSources(chunk)) {
            sourced = chunk;
        }
        int place = 0;
        for (Json.Obj choice : chunk.objects("choices")) {
            int index = (int) choice.number("index", place++);
            ChunkChoice known = choices.computeIfAbsent(index, each -> new ChunkChoice(each, id));
            known.read(choice, () -> sources(index), out);
        }
    }

    /** What the answer rests on, as the last chunk that named any has it. */
    private List<Citation> sources(int index) {
        Json.Obj last = sourced;
        return index != 0 || last == null ? List.of() : Annotations.sources(last);
    }

    private void done(Consumer<ChatEvent> out) throws AnswerFault {
        if (choices.isEmpty()) {
            throw new AnswerFault("its stream ended before a choice came");
        }
        over = true;
        choices.forEach((index, choice) -> choice.finishUnsaid(sources(index), out));
        out.accept(new ChatEvent.Ended());
    }

    @Override
    public void end(Consumer<ChatEvent> out) {
        if (!over) {
            choices.values().forEach(choice -> choice.close(out));
        }
    }
}
