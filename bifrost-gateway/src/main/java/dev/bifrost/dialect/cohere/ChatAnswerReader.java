package dev.bifrost.dialect.cohere;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer. Its parts are the plan, the blocks of content, and the calls, in this order. */
final class ChatAnswerReader {
    private ChatAnswerReader() {}

    static ChatAnswer read(Json.Obj json) throws AnswerFault {
        Json.Obj message = json.object("message");
        if (message == null) {
            ErrorDetail said = ErrorReader.of(json);
            throw said == null ? new AnswerFault("its answer has no message") : new AnswerFault(said);
        }
        String word = json.text("finish_reason");
        ErrorDetail failure = FinishWords.failure(word, json.text("error"));
        if (failure != null) {
            throw new AnswerFault(failure);
        }
        List<Part> parts = parts(message);
        boolean calls = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        var choice = new ChatAnswer.Choice(
                0, parts, FinishWords.reason(word, calls), null, Logprobs.of(json.objects("logprobs")));
        return new ChatAnswer(
                json.text("id", ""), 0, "", List.of(choice), TokenCounts.read(json.object("usage")), null);
    }

    private static List<Part> parts(Json.Obj message) {
        List<Part> parts = new ArrayList<>();
        String plan = message.text("tool_plan", "");
        if (!plan.isEmpty()) {
            parts.add(Thoughts.plan(plan));
        }
        content(message, parts);
        for (Json.Obj call : message.objects("tool_calls")) {
            parts.add(call(call));
        }
        return parts;
    }

    private static void content(Json.Obj message, List<Part> parts) {
        if (message.get("content") instanceof Json.Str(String text)) {
            parts.add(Part.Text.of(text));
            return;
        }
        List<Json> blocks = message.list("content");
        int first = firstText(blocks);
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i) instanceof Json.Obj block) {
                Part part = block(block, citations(message, i, first));
                if (part != null) {
                    parts.add(part);
                }
            }
        }
    }

    private static int firstText(List<Json> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i) instanceof Json.Obj block && "text".equals(block.text("type"))) {
                return i;
            }
        }
        return -1;
    }

    /** Those of one block; a citation that names no block is of the first text. */
    private static List<Citation> citations(Json.Obj message, int block, int firstText) {
        List<Citation> all = new ArrayList<>();
        for (Json.Obj citation : message.objects("citations")) {
            if (Citations.isOfText(citation) && citation.number("content_index", firstText) == block) {
                all.addAll(Citations.of(citation));
            }
        }
        return all;
    }

    private static @Nullable Part block(Json.Obj block, List<Citation> citations) {
        return switch (block.text("type", "")) {
            case "text" -> {
                String text = block.text("text", "");
                yield text.isEmpty() ? null : new Part.Text(text, citations, null, null);
            }
            case "thinking" -> {
                String thinking = block.text("thinking", "");
                yield thinking.isEmpty() ? null : Thoughts.block(thinking);
            }
            default -> new Part.Opaque(CohereProvider.NAME, block);
        };
    }

    private static Part call(Json.Obj call) {
        Json.Obj function = call.object("function");
        String name = function == null ? "" : function.text("name", "");
        String arguments = function == null ? "" : function.text("arguments", "");
        return Part.ToolCall.of(call.text("id", ""), name, ArgumentsText.whole(arguments));
    }
}
