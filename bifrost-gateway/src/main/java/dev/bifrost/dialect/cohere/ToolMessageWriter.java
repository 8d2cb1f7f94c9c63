package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what came of tools. Cohere has no mark for a failure: it goes as a document that is an {@code error}. */
final class ToolMessageWriter {
    private final Losses losses;
    private final String path;

    ToolMessageWriter(Losses losses, String path) {
        this.losses = losses;
        this.path = path;
    }

    void write(Message message, Json.Arr out) {
        for (int j = 0; j < message.parts().size(); j++) {
            String place = path + ".content[" + j + "]";
            if (message.parts().get(j) instanceof Part.ToolResult result) {
                out.add(new Json.Obj()
                        .put("role", "tool")
                        .put("tool_call_id", result.callId())
                        .put("content", Blocks.content(blocks(result, place))));
            } else {
                losses.add(place);
            }
        }
    }

    private List<Json.Obj> blocks(Part.ToolResult result, String place) {
        List<Json.Obj> blocks = new ArrayList<>();
        for (Part part : result.parts()) {
            Json.Obj block = block(part, result.error());
            if (block == null) {
                losses.add(place);
            } else {
                blocks.add(block);
            }
        }
        if (blocks.isEmpty() && result.error()) {
            blocks.add(error("the tool failed"));
        }
        return blocks;
    }

    private static Json.@Nullable Obj block(Part part, boolean error) {
        if (part instanceof Part.Text text) {
            return error ? error(text.text()) : Blocks.text(text.text());
        }
        if (part instanceof Part.Document document) {
            String text = Blocks.plain(document.source());
            return text == null ? null : Blocks.document(Blocks.data(document, text));
        }
        return null;
    }

    private static Json.Obj error(String text) {
        return Blocks.document(new Json.Obj().put("error", text));
    }
}
