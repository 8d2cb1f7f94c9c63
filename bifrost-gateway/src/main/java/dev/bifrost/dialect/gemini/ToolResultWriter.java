package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.List;

/** Writes a {@code functionResponse}. */
final class ToolResultWriter {
    private final Asked asked;
    private final MediaWriter media;

    ToolResultWriter(Asked asked, MediaWriter media) {
        this.asked = asked;
        this.media = media;
    }

    /**
     * The result of that call.
     *
     * @param attachments takes what has no place in it
     */
    Json.Obj write(String path, Part.ToolResult result, Part.ToolCall call, List<Json.Obj> attachments) throws Refusal {
        StringBuilder text = new StringBuilder();
        Json.Arr inside = new Json.Arr();
        int before = attachments.size();
        for (int j = 0; j < result.parts().size(); j++) {
            part(path + ".content[" + j + "]", result.parts().get(j), text, inside, attachments);
        }
        boolean brings = !inside.isEmpty() || attachments.size() > before;
        Json.Obj response = new Json.Obj();
        if (!asked.vertex()) {
            response.put("id", result.callId());
        }
        response.put("name", call.name())
                .put("response", response(text.isEmpty() && brings ? "attached" : text.toString(), result.error()));
        if (!inside.isEmpty()) {
            response.put("parts", inside);
        }
        return new Json.Obj().put("functionResponse", response);
    }

    private void part(String path, Part part, StringBuilder text, Json.Arr inside, List<Json.Obj> attachments)
            throws Refusal {
        switch (part) {
            case Part.Text said -> line(text, said.text());
            case Part.Refusal(String said) -> line(text, said);
            case Part.Image _, Part.Audio _, Part.Document _ -> {
                for (Json.Obj each : media.write(path, part)) {
                    String words = each.text("text");
                    if (words != null) {
                        line(text, words);
                    } else if (fits(part)) {
                        inside.add(each);
                    } else {
                        attachments.add(each);
                    }
                }
            }
            case Part.Thinking _, Part.ToolCall _, Part.ToolResult _, Part.Opaque _ ->
                asked.losses().add(path);
        }
    }

    private static void line(StringBuilder text, String more) {
        text.append(text.isEmpty() || more.isEmpty() ? "" : "\n").append(more);
    }

    /**
     * From Gemini 3 on a result holds pictures, PDFs and text, and on Vertex AI addresses of them
     * (https://ai.google.dev/gemini-api/docs/function-calling#multimodal).
     */
    private boolean fits(Part part) {
        Source source = switch (part) {
            case Part.Image image -> image.source();
            case Part.Document document -> document.source();
            case Part.Text _,
                    Part.Refusal _,
                    Part.Audio _,
                    Part.Thinking _,
                    Part.ToolCall _,
                    Part.ToolResult _,
                    Part.Opaque _ -> null;
        };
        boolean good = switch (source) {
            case Source.Data data -> fits(data.mediaType());
            case Source.Url url -> asked.vertex() && url.url().startsWith("gs://");
            case Source.File _, Source.Plain _ -> false;
            case null -> false;
        };
        return good && asked.model().isThird();
    }

    private static boolean fits(String type) {
        return type.isEmpty()
                || type.startsWith("image/")
                || type.equals("application/pdf")
                || type.equals("text/plain");
    }

    /** An object as it is; anything else as the one member of one. */
    private static Json.Obj response(String text, boolean error) {
        if (!error && text.startsWith("{")) {
            try {
                if (Json.read(text) instanceof Json.Obj object && !refers(object)) {
                    return object;
                }
            } catch (MalformedJson _) {
                // it only looks like JSON
            }
        }
        return new Json.Obj().put(error ? "error" : "result", text);
    }

    /** Google takes any {@code $ref} in a response for a reference to one of its parts, and refuses what is none. */
    private static boolean refers(Json value) {
        return switch (value) {
            case Json.Obj object ->
                object.has("$ref") || object.members().values().stream().anyMatch(ToolResultWriter::refers);
            case Json.Arr(List<Json> items) -> items.stream().anyMatch(ToolResultWriter::refers);
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> false;
        };
    }
}
