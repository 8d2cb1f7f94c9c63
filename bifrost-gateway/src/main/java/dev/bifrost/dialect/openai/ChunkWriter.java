package dev.bifrost.dialect.openai;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.dialect.sse.SseTemplate;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one streamed answer as {@code chat.completion.chunk}s: for each choice one chunk with the role, then its deltas,
 * then one with the reason of its end; the usage if the client asked for it; {@code [DONE]}. What is the same in all of them
 * is encoded once.
 */
final class ChunkWriter implements AnswerWriter {
    private static final byte[] DATA = utf8("data: ");
    private static final byte[] END = utf8("\n\n");
    private static final String CHOICE_END = "]}\n\n";

    private final ChatRequest asked;
    private final boolean begun;
    private final Map<Integer, ChoiceChunks> choices = new HashMap<>();
    private byte @Nullable [] head;
    private @Nullable Usage usage;

    ChunkWriter(ChatRequest asked, boolean begun) {
        this.asked = asked;
        this.begun = begun;
    }

    @Override
    public void write(ChatEvent event, SseOutput out) {
        switch (event) {
            case ChatEvent.Started started -> start(started, out);
            case ChatEvent.Opened it -> choice(it.choice(), out).opened(it.part(), out);
            case ChatEvent.TextDelta it -> choice(it.choice(), out).text(it.text(), it.logprobs(), out);
            case ChatEvent.RefusalDelta it -> choice(it.choice(), out).refusal(it.text(), out);
            case ChatEvent.ThinkingDelta it -> choice(it.choice(), out).thinking(it.text(), out);
            case ChatEvent.ArgumentsDelta it -> choice(it.choice(), out).arguments(it.json(), out);
            case ChatEvent.Sealed it -> choice(it.choice(), out).sealed(it.seal(), out);
            case ChatEvent.Cited it -> choice(it.choice(), out).cited(it.citation(), out);
            case ChatEvent.Closed it -> choice(it.choice(), out).closed(out);
            case ChatEvent.Finished it -> choice(it.choice(), out).finished(it.reason(), it.stopSequence(), out);
            case ChatEvent.Metered it -> usage = it.usage();
            case ChatEvent.Ended _ -> end(out);
            case ChatEvent.Failed _ -> {
                // never passed
            }
        }
    }

    @Override
    public void fail(Failure failure, SseOutput out) {
        out.write(OpenAiErrors.event(Operation.CHAT, failure, 0));
    }

    /** The first choice's role goes out at once, so that a client sees life while the model thinks. */
    private void start(ChatEvent.Started started, SseOutput out) {
        Json.Obj head = CompletionWriter.head(
                        asked, "chat.completion.chunk", started.id(), started.created(), started.model())
                .put("service_tier", CompletionWriter.tier(started.serviceTier()));
        this.head = head(head);
        choice(0, out);
    }

    private static byte[] head(Json.Obj head) {
        String text = head.print();
        return utf8(text.substring(0, text.length() - 1) + ",\"choices\":[");
    }

    private ChoiceChunks choice(int index, SseOutput out) {
        ChoiceChunks known = choices.get(index);
        if (known != null) {
            return known;
        }
        ChoiceChunks made = new ChoiceChunks(this, index);
        choices.put(index, made);
        if (!begun || index != 0) {
            made.role(out);
        }
        return made;
    }

    /** A chunk of one choice. */
    void chunk(Json.Obj choice, SseOutput out) {
        begin(out);
        choice.writeTo(out);
        out.text(CHOICE_END);
    }

    /** A template of what follows {@link #begin}: the chunk's only choice, and its end. */
    static SseTemplate template(Json.Obj choice, int places) {
        return SseTemplate.of("", choice, CHOICE_END, places);
    }

    /** Writes what is the same in all chunks. */
    void begin(SseOutput out) {
        byte[] head = this.head;
        if (head == null) {
            head = head(CompletionWriter.head(asked, "chat.completion.chunk", "", 0, ""));
            this.head = head;
        }
        out.write(DATA);
        out.write(head);
    }

    private void end(SseOutput out) {
        choices.values().forEach(choice -> choice.ended(out));
        if (asked.streamUsage() && usage != null) {
            begin(out);
            out.text("],\"usage\":");
            ChatUsage.write(usage).writeTo(out);
            out.text("}").write(END);
        }
        out.text("data: [DONE]\n\n");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
