package com.example.ollama;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes one conversation. */
final class OllamaMessages {
    private final Losses losses;

    /** Ollama wants to know with each result which tool it is of. */
    private final Map<String, String> toolsByCall = new HashMap<>();

    OllamaMessages(Losses losses) {
        this.losses = losses;
    }

    Json.Arr of(List<Message> messages) throws Refusal {
        Json.Arr out = new Json.Arr();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            String place = "messages[" + i + "]";
            losses.addIf(message.name() != null, place + ".name");
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> out.add(message("system", message.parts(), place));
                case USER -> out.add(message("user", message.parts(), place));
                case ASSISTANT -> out.add(message("assistant", message.parts(), place));
                case TOOL -> results(message.parts(), place, out);
            }
        }
        return out;
    }

    private Json.Obj message(String role, List<Part> parts, String place) throws Refusal {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        Json.Arr images = new Json.Arr();
        Json.Arr calls = new Json.Arr();
        for (int j = 0; j < parts.size(); j++) {
            String at = place + ".content[" + j + "]";
            switch (parts.get(j)) {
                case Part.Text it -> text.append(it.text());
                case Part.Refusal it -> text.append(it.text());
                case Part.Image it -> images.add(base64(it.source(), at));
                case Part.Thinking it when it.seal() == null -> thinking.append(it.text());
                case Part.Thinking _ -> losses.add("reasoning"); // sealed by another provider, and meant for it
                case Part.ToolCall it -> calls.add(call(it, place));
                case Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> losses.add(at);
            }
        }
        return new Json.Obj()
                .put("role", role)
                .put("content", text.toString())
                .put("thinking", thinking.isEmpty() ? null : thinking.toString())
                .put("images", images.isEmpty() ? null : images)
                .put("tool_calls", calls.isEmpty() ? null : calls);
    }

    private static String base64(Source source, String at) throws Refusal {
        if (source instanceof Source.Data data) {
            return data.base64();
        }
        throw new Refusal(new Failure.InvalidRequest(
                "Ollama fetches no pictures; send " + at + " as base64 data", at, "invalid_request"));
    }

    private Json.Obj call(Part.ToolCall call, String place) {
        toolsByCall.put(call.id(), call.name());
        return new Json.Obj()
                .put("id", call.id())
                .put(
                        "function",
                        new Json.Obj().put("name", call.name()).put("arguments", arguments(call.arguments(), place)));
    }

    private Json.Obj arguments(String text, String place) {
        try {
            if (Json.read(text) instanceof Json.Obj arguments) {
                return arguments;
            }
        } catch (MalformedJson _) {
            // said below
        }
        if (text.isBlank()) {
            return new Json.Obj();
        }
        losses.add(place + ".tool_calls");
        return new Json.Obj().put("arguments", text);
    }

    private void results(List<Part> parts, String place, Json.Arr out) throws Refusal {
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                losses.addIf(result.error(), place + ".is_error");
                out.add(message("tool", result.parts(), place)
                        .put("tool_name", toolsByCall.get(result.callId()))
                        .put("tool_call_id", result.callId()));
            }
        }
    }
}
