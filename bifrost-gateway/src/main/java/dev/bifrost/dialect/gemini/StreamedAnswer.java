package dev.bifrost.dialect.gemini;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of {@code GenerateContentResponse}s. Each is a piece of the answer; usage stands in all of them, and
 * what comes with a {@code finishReason} need not be the last. Nothing says that the stream is over but its end: only
 * then are the choices finished, and the answer ended if all of them gave their reason.
 */
final class StreamedAnswer implements AnswerReader {
    private static final int MOST_CHOICES = 256;

    private final Map<Integer, CandidateReader> choices = new TreeMap<>();
    private final CallIds ids = new CallIds();
    private @Nullable Usage usage;
    private boolean started;
    private boolean failed;
    private boolean blocked;

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        if (failed || event.from() == event.to()) {
            return;
        }
        if (event.data()[event.from()] != '[') {
            document(event.json(), out);
            return;
        }
        String text = event.text();
        if (text.equals("[DONE]")) {
            return;
        }
        try {
            document(Json.read(text), out);
        } catch (MalformedJson e) {
            throw new AnswerFault("an event of its stream is not the JSON it should be: " + e.getMessage());
        }
    }

    private void document(Json document, Consumer<ChatEvent> out) throws AnswerFault {
        ErrorDetail error = GeminiErrors.of(document);
        if (error != null) {
            failed = true;
            out.accept(new ChatEvent.Failed(error));
        } else if (document instanceof Json.Obj answer) {
            piece(answer, out);
        } else {
            throw new AnswerFault("an event of its stream is neither an answer nor an error");
        }
    }

    /** A piece of the answer, or the whole. */
    void piece(Json.Obj answer, Consumer<ChatEvent> out) {
        if (!started) {
            started = true;
            out.accept(AnswerHead.of(answer));
        }
        ids.answer(answer.text("responseId", ""));
        int place = 0;
        for (Json.Obj candidate : answer.objects("candidates")) {
            long index = candidate.number("index", place);
            int choice = index >= 0 && index < MOST_CHOICES ? (int) index : Math.min(place, MOST_CHOICES - 1);
            choices.computeIfAbsent(choice, number -> new CandidateReader(number, ids))
                    .read(candidate, out);
            place++;
        }
        Json.Obj feedback = answer.object("promptFeedback");
        blocked |= feedback != null && feedback.text("blockReason") != null;
        meter(answer.object("usageMetadata"), out);
    }

    private void meter(Json.@Nullable Obj metadata, Consumer<ChatEvent> out) {
        int images = choices.values().stream().mapToInt(CandidateReader::images).sum();
        Usage now = GeminiUsage.read(metadata, images);
        if (now != null && !now.equals(usage)) {
            usage = now;
            out.accept(new ChatEvent.Metered(now));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> out) {
        if (failed || !started) {
            return;
        }
        boolean all = true;
        for (CandidateReader choice : choices.values()) {
            all &= choice.finish(out);
        }
        if (choices.isEmpty() && blocked) {
            out.accept(new ChatEvent.Finished(0, FinishReason.CONTENT_FILTER, null));
            out.accept(new ChatEvent.Ended());
        } else if (all && !choices.isEmpty()) {
            out.accept(new ChatEvent.Ended());
        }
    }
}
