package com.example.ollama;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole answers, and what the lines of a stream have in common with them. */
final class OllamaAnswer {
    private OllamaAnswer() {}

    static ChatAnswer whole(Json.Obj json) throws AnswerFault {
        Json.Obj message = message(json);
        List<Part> parts = new ArrayList<>();
        if (!thinking(message).isEmpty()) {
            parts.add(Part.Thinking.of(thinking(message)));
        }
        if (!text(message).isEmpty()) {
            parts.add(Part.Text.of(text(message)));
        }
        List<Part.ToolCall> calls = calls(json, message, 0);
        parts.addAll(calls);
        ChatAnswer.Choice choice = new ChatAnswer.Choice(0, parts, finish(json, !calls.isEmpty()), null, null);
        return new ChatAnswer("", created(json), json.text("model", ""), List.of(choice), usage(json), null);
    }

    /** The message, which may be empty at the end of a stream; a fault if there is an error in its place. */
    static Json.Obj message(Json.Obj json) throws AnswerFault {
        String error = json.text("error");
        if (error != null) {
            throw new AnswerFault(new ErrorDetail(0, "", "", error));
        }
        Json.Obj message = json.object("message");
        if (message == null && !json.isTrue("done")) {
            throw new AnswerFault("it has no message");
        }
        return message == null ? new Json.Obj() : message;
    }

    static String thinking(Json.Obj message) {
        return message.text("thinking", "");
    }

    static String text(Json.Obj message) {
        return message.text("content", "");
    }

    /** Older versions give calls no ids: then the moment, to the nanosecond, and the call's number make one. */
    static List<Part.ToolCall> calls(Json.Obj json, Json.Obj message, int before) {
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Json.Obj call : message.objects("tool_calls")) {
            Json.Obj function = call.object("function");
            if (function != null) {
                String made = json.text("created_at", "").replaceAll("[^0-9]", "") + "_" + (before + calls.size());
                Json.Obj arguments = function.object("arguments");
                calls.add(Part.ToolCall.of(
                        call.text("id", "call_" + made),
                        function.text("name", ""),
                        arguments == null ? "{}" : arguments.print()));
            }
        }
        return calls;
    }

    static FinishReason finish(Json.Obj json, boolean called) {
        return switch (json.text("done_reason", "stop")) {
            case "stop" -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "length" -> FinishReason.LENGTH;
            default -> FinishReason.OTHER;
        };
    }

    static @Nullable Usage usage(Json.Obj json) {
        return json.number("eval_count") == null
                ? null
                : Usage.of(json.number("prompt_eval_count", 0), json.number("eval_count", 0));
    }

    static long created(Json.Obj json) {
        try {
            return OffsetDateTime.parse(json.text("created_at", "")).toEpochSecond();
        } catch (DateTimeException _) {
            return 0;
        }
    }
}
