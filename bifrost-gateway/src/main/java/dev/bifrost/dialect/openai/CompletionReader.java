package dev.bifrost.dialect.openai;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole {@code chat.completion}, lenient towards those who only resemble OpenAI. */
final class CompletionReader {
    private CompletionReader() {}

    static ChatAnswer read(Json.Obj document) throws AnswerFault {
        ErrorDetail error = AnswerErrors.in(document);
        if (error != null) {
            throw new AnswerFault(error);
        }
        String id = document.text("id", "");
        List<ChatAnswer.Choice> choices = new ArrayList<>();
        List<Citation> sources = Annotations.sources(document);
        for (Json.Obj choice : document.objects("choices")) {
            choices.add(choice(choice, choices.size(), id, choices.isEmpty() ? sources : List.of()));
        }
        if (choices.isEmpty()) {
            throw new AnswerFault("it has no choices");
        }
        return new ChatAnswer(
                id,
                Math.max(0, document.number("created", 0)),
                document.text("model", ""),
                choices,
                usage(document),
                document.text("service_tier"));
    }

    /** What the document says of tokens, in the usual place or in Groq's. */
    static @Nullable Usage usage(Json.Obj document) {
        Json.Obj usage = document.object("usage");
        Json.Obj groq = document.object("x_groq");
        return ChatUsage.read(usage != null || groq == null ? usage : groq.object("usage"));
    }

    private static ChatAnswer.Choice choice(Json.Obj choice, int place, String id, List<Citation> sources) {
        Json.Obj message = choice.object("message");
        Json.Obj said = message == null ? choice : message;
        List<Part> parts = parts(said, id, sources);
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        FinishReason finish = FinishWords.read(choice.text("finish_reason"), calls);
        String sequence = choice.text("stop_reason");
        boolean stopped = sequence != null && finish == FinishReason.STOP;
        return new ChatAnswer.Choice(
                (int) choice.number("index", place),
                parts,
                stopped ? FinishReason.STOP_SEQUENCE : finish,
                stopped ? sequence : null,
                logprobs(choice));
    }

    /** The entries of tokens; null if there are none. */
    static Json.@Nullable Arr logprobs(Json.Obj choice) {
        Json.Obj logprobs = choice.object("logprobs");
        return logprobs != null && logprobs.get("content") instanceof Json.Arr tokens && !tokens.isEmpty()
                ? tokens
                : null;
    }

    private static List<Part> parts(Json.Obj message, String answerId, List<Citation> sources) {
        List<Part.ToolCall> calls = calls(message, answerId);
        List<Part> said = ContentPieces.read(message.has("content") ? message.get("content") : message.get("text"));
        List<Part> parts = new ArrayList<>();
        if (said.stream().noneMatch(Part.Thinking.class::isInstance)) {
            parts.addAll(
                    Thoughts.read(message, calls.stream().map(Part.ToolCall::id).toList()));
        }
        parts.addAll(signed(said, message, sources));
        String refusal = message.text("refusal", "");
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        for (Json.Obj image : message.objects("images")) {
            Part part = ContentPieces.image(image);
            if (part != null) {
                parts.add(part);
            }
        }
        Json.Obj audio = message.object("audio");
        if (audio != null) {
            parts.add(audio(audio));
        }
        parts.addAll(calls);
        return parts;
    }

    /** Gives the last text what is said about the text as a whole. */
    private static List<Part> signed(List<Part> said, Json.Obj message, List<Citation> sources) {
        List<Citation> citations = new ArrayList<>(Annotations.read(message.objects("annotations")));
        citations.addAll(sources);
        Seal signature = Thoughts.signature(message);
        for (int i = said.size() - 1; i >= 0; i--) {
            if (said.get(i) instanceof Part.Text text) {
                said.set(i, new Part.Text(text.text(), citations, null, signature));
                break;
            }
        }
        return said;
    }

    /** A sound of the format that the client asked for: the answer does not repeat it. */
    static Part audio(Json.Obj audio) {
        String data = audio.text("data");
        return new Part.Audio(
                data == null ? null : new Source.Data("", data), "", audio.text("id", ""), audio.text("transcript"));
    }

    private static List<Part.ToolCall> calls(Json.Obj message, String answerId) {
        List<Part.ToolCall> calls = new ArrayList<>();
        List<Json.Obj> details = message.objects("reasoning_details");
        for (Json.Obj json : message.objects("tool_calls")) {
            AnswerCall call = AnswerCall.read(json);
            calls.add(call.whole(answerId, calls.size(), ReasoningDetails.ofCall(details, call.id())));
        }
        Json.Obj legacy = message.object("function_call");
        if (legacy != null && calls.isEmpty()) {
            calls.add(AnswerCall.ofLegacy(legacy).whole(answerId, 0, null));
        }
        return calls;
    }
}
