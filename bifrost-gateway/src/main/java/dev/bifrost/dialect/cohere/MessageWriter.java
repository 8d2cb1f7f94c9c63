package dev.bifrost.dialect.cohere;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the conversation. Every result of a tool becomes a message of its own. Documents that are to be cited leave
 * their place for the request's {@code documents}, the only ones that Cohere cites; other texts stay where they are.
 */
final class MessageWriter {
    private final boolean thinks;
    private final Losses losses;
    private final List<Json.Obj> documents = new ArrayList<>();

    /** @param thinks whether the model takes thoughts in blocks, rather than as a plan */
    MessageWriter(boolean thinks, Losses losses) {
        this.thinks = thinks;
        this.losses = losses;
    }

    /** Found in the messages that have been written. */
    List<Json.Obj> documents() {
        return documents;
    }

    Json.Arr write(List<Message> messages) throws Refusal {
        Json.Arr all = new Json.Arr();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            String path = "messages[" + i + "]";
            losses.addIf(message.name() != null, path + ".name");
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> all.add(system(message, path));
                case USER -> all.add(user(message, path));
                case ASSISTANT -> {
                    Json.Obj turn = new AssistantTurn(thinks, losses, path).write(message);
                    if (turn != null) {
                        all.add(turn);
                    }
                }
                case TOOL -> new ToolMessageWriter(losses, path).write(message, all);
            }
        }
        return all;
    }

    private Json.Obj system(Message message, String path) {
        List<Json.Obj> blocks = new ArrayList<>();
        for (int j = 0; j < message.parts().size(); j++) {
            if (message.parts().get(j) instanceof Part.Text text) {
                cache(text.cache());
                text(text.text(), blocks);
            } else {
                losses.add(path + ".content[" + j + "]");
            }
        }
        return new Json.Obj().put("role", "system").put("content", Blocks.content(blocks));
    }

    private Json.Obj user(Message message, String path) throws Refusal {
        List<Json.Obj> blocks = new ArrayList<>();
        boolean lost = false;
        for (int j = 0; j < message.parts().size(); j++) {
            if (!user(message.parts().get(j), blocks)) {
                losses.add(path + ".content[" + j + "]");
                lost = true;
            }
        }
        if (lost && blocks.isEmpty()) {
            throw new Refusal(new Failure.InvalidRequest(
                    path + " has nothing that Cohere can read: it takes text, images, and documents of plain text;"
                            + " send those, or choose another model",
                    path + ".content",
                    "invalid_request"));
        }
        return new Json.Obj().put("role", "user").put("content", Blocks.content(blocks));
    }

    /** False if Cohere can not read it. */
    private boolean user(Part part, List<Json.Obj> blocks) {
        return switch (part) {
            case Part.Text text -> {
                cache(text.cache());
                yield text(text.text(), blocks);
            }
            case Part.Refusal(String text) -> text(text, blocks);
            case Part.Image image -> {
                cache(image.cache());
                yield image(image, blocks);
            }
            case Part.Document document -> {
                cache(document.cache());
                yield document(document, blocks);
            }
            case Part.Audio _, Part.Thinking _, Part.ToolCall _, Part.ToolResult _ -> false;
            case Part.Opaque opaque -> opaque.dialect().equals(CohereProvider.NAME) && blocks.add(opaque.json());
        };
    }

    private static boolean text(String text, List<Json.Obj> blocks) {
        if (!text.isEmpty()) {
            blocks.add(Blocks.text(text));
        }
        return true;
    }

    private static boolean image(Part.Image image, List<Json.Obj> blocks) {
        String url = switch (image.source()) {
            case Source.Data data -> "data:" + data.mediaType() + ";base64," + data.base64();
            case Source.Url source -> source.url();
            case Source.File _, Source.Plain _ -> null;
        };
        if (url == null) {
            return false;
        }
        Json.Obj where = new Json.Obj().put("url", url).put("detail", image.detail());
        return blocks.add(new Json.Obj().put("type", "image_url").put("image_url", where));
    }

    private boolean document(Part.Document document, List<Json.Obj> blocks) {
        String text = Blocks.plain(document.source());
        if (text == null) {
            return false;
        }
        if (document.cite()) {
            documents.add(new Json.Obj().put("data", Blocks.data(document, text)));
        } else {
            blocks.add(Blocks.text(Blocks.inline(document, text)));
        }
        return true;
    }

    /** Cohere caches every prompt by itself; for how long can not be said. */
    private void cache(@Nullable CacheMark mark) {
        losses.addIf(mark != null && mark.ttl() != null, "cache_control.ttl");
    }
}
