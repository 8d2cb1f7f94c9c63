package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** The {@code message} of one choice, as its parts come together. */
final class AnswerMessage {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final Json.Arr details = new Json.Arr();
    private final Json.Arr annotations = new Json.Arr();
    private final Json.Arr documents = new Json.Arr();
    private final Json.Arr images = new Json.Arr();
    private final Json.Arr calls = new Json.Arr();
    private Json.@Nullable Obj audio;
    private @Nullable Seal signature;
    private int thought;

    void add(Part part) {
        switch (part) {
            case Part.Text it -> text(it);
            case Part.Refusal(String said) -> refusal.append(said);
            case Part.Thinking it -> thinking(it);
            case Part.ToolCall it -> call(it);
            case Part.Image it -> images.add(image(it, images.size()));
            case Part.Audio it -> audio = audio(it);
            case Part.Document _, Part.ToolResult _, Part.Opaque _ -> {
                // no answer in this dialect has them
            }
        }
    }

    Json.Obj json() {
        boolean none = text.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty() || audio != null);
        Json.Obj message = new Json.Obj()
                .put("role", "assistant")
                .putOrNull("content", none ? null : text.toString())
                .putOrNull("refusal", refusal.isEmpty() ? null : refusal.toString());
        put(message, "tool_calls", calls);
        put(message, "annotations", annotations);
        put(message, "citations", documents);
        message.put("audio", audio);
        put(message, "images", images);
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts.toString());
        }
        put(message, "reasoning_details", details);
        if (signature != null) {
            message.put("extra_content", Thoughts.extraContent(signature.portable(Thoughts.GEMINI)));
        }
        return message;
    }

    private static void put(Json.Obj message, String name, Json.Arr list) {
        if (!list.isEmpty()) {
            message.put(name, list);
        }
    }

    private void text(Part.Text part) {
        for (Citation citation : part.citations()) {
            Json.Obj annotation =
                    Annotations.write(citation, text.length(), part.text().length());
            if (annotation != null) {
                annotations.add(annotation);
            } else {
                documents.add(Annotations.document(citation, text.length()));
            }
        }
        text.append(part.text());
        signature = part.signature() == null ? signature : part.signature();
    }

    private void thinking(Part.Thinking part) {
        if (!part.text().isEmpty()) {
            thoughts.append(thoughts.isEmpty() ? "" : "\n\n").append(part.text());
        }
        ReasoningDetails.write(part, thought++, true).forEach(details::add);
    }

    private void call(Part.ToolCall call) {
        calls.add(call(call, true));
        Seal seal = call.signature();
        if (seal != null) {
            details.add(ReasoningDetails.ofCall(call.id(), seal, thought++, true));
        }
    }

    /** A tool call; {@code portable}: whether its signature is to say whose it is. */
    static Json.Obj call(Part.ToolCall call, boolean portable) {
        Json.Obj json = new Json.Obj().put("id", call.id());
        Json.Obj named = new Json.Obj().put("name", call.name());
        if (call.kind() == Part.ToolCall.Kind.CUSTOM) {
            json.put("type", "custom").put("custom", named.put("input", call.arguments()));
        } else {
            String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
            json.put("type", "function").put("function", named.put("arguments", arguments));
        }
        Seal seal = call.signature();
        if (seal != null) {
            json.put("extra_content", Thoughts.extraContent(portable ? seal.portable(Thoughts.GEMINI) : seal.value()));
        }
        return json;
    }

    /** A picture as OpenRouter hands it out. */
    static Json.Obj image(Part.Image image, int index) {
        return new Json.Obj()
                .put("type", "image_url")
                .put("image_url", new Json.Obj().put("url", url(image.source())))
                .put("index", index);
    }

    /** The source as an address, {@code data:} if it is here. */
    static String url(Source source) {
        return switch (source) {
            case Source.Data(String mediaType, String base64) -> "data:" + mediaType + ";base64," + base64;
            case Source.Url it -> it.url();
            case Source.File(String id) -> id;
            case Source.Plain(String plain) -> plain;
        };
    }

    static Json.Obj audio(Part.Audio audio) {
        String data = audio.source() instanceof Source.Data it ? it.base64() : "";
        String id = audio.id();
        String transcript = audio.transcript();
        return new Json.Obj()
                .put("id", id == null ? "" : id)
                .put("data", data)
                .put("expires_at", 0)
                .put("transcript", transcript == null ? "" : transcript);
    }
}
