package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the conversation as {@code messages}. */
final class ChatMessagesWriter {
    private final List<Message> conversation;
    private final Recipient to;
    private final Losses losses;
    private final boolean openAi;
    private final ContentWriter content;
    private final AssistantWriter assistant;
    private final CallIds ids;
    private final List<Json.Obj> messages = new ArrayList<>();

    /** What tools gave beside text: follows their results in a message of the user's. */
    private final List<Json.Obj> shown = new ArrayList<>();

    ChatMessagesWriter(ChatRequest request, Recipient to, Losses losses) {
        this.conversation = request.messages();
        this.to = to;
        this.losses = losses;
        this.openAi = ChatProvider.isOpenAi(to);
        this.content = new ContentWriter(to, losses);
        this.ids = new CallIds(to);
        this.assistant = new AssistantWriter(request, to, losses, content, ids);
    }

    Json.Arr write() {
        for (int i = 0; i < conversation.size(); i++) {
            message(conversation.get(i), i);
        }
        show();
        Json.Arr written = new Json.Arr();
        MessageOrder.of(messages, to).forEach(written::add);
        return written;
    }

    private void message(Message message, int i) {
        String path = "messages[" + i + "]";
        switch (message.role()) {
            case SYSTEM -> said("system", message, path);
            case DEVELOPER -> said(to.has("no_developer_role") ? "system" : "developer", message, path);
            case USER -> said("user", message, path);
            case ASSISTANT -> {
                show();
                messages.add(named(assistant.write(message, i), message));
            }
            case TOOL -> message.parts().forEach(part -> result(part, path));
        }
    }

    private void said(String role, Message message, String path) {
        show();
        List<Json.Obj> pieces = new ArrayList<>();
        for (int j = 0; j < message.parts().size(); j++) {
            content.add(message.parts().get(j), path + ".content[" + j + "]", pieces);
        }
        messages.add(named(new Json.Obj().put("role", role).put("content", content.content(pieces)), message));
    }

    private Json.Obj named(Json.Obj json, Message message) {
        return to.has("no_name") ? json : json.put("name", message.name());
    }

    private void result(Part part, String path) {
        if (!(part instanceof Part.ToolResult result)) {
            losses.add(path);
            return;
        }
        List<Json.Obj> pieces = new ArrayList<>();
        List<Json.Obj> other = new ArrayList<>();
        for (Part each : result.parts()) {
            content.add(each, path + ".content", isText(each) ? pieces : other);
        }
        if (!other.isEmpty()) {
            if (pieces.isEmpty()) {
                pieces.add(ContentWriter.text("The result follows in the next message."));
            }
            shown.add(ContentWriter.text("The result of the tool call " + ids.of(result.callId()) + ":"));
            shown.addAll(other);
        }
        if (result.error()) {
            markFailed(pieces);
        }
        Json.Obj message = new Json.Obj().put("role", "tool").put("tool_call_id", ids.of(result.callId()));
        if (to.has("cache_control")) {
            message.put("cache_control", ContentWriter.mark(result.cache()));
        }
        messages.add(message.put("content", openAi ? content.content(pieces) : joined(pieces)));
    }

    private static boolean isText(Part part) {
        return part instanceof Part.Text
                || (part instanceof Part.Document document && ContentWriter.plain(document) != null);
    }

    /** The dialect has no flag for it, and models know an error by the word. */
    private static void markFailed(List<Json.Obj> pieces) {
        String text = pieces.isEmpty() ? "" : pieces.getFirst().text("text", "");
        if (!text.toLowerCase(Locale.ROOT).startsWith("error")) {
            Json.Obj marked = ContentWriter.text("Error: " + (text.isEmpty() ? "the tool failed" : text));
            if (pieces.isEmpty()) {
                pieces.add(marked);
            } else {
                pieces.set(0, marked);
            }
        }
    }

    /** Many take a tool's result only as a string. */
    private static Json joined(List<Json.Obj> pieces) {
        return new Json.Str(String.join(
                "\n", pieces.stream().map(each -> each.text("text", "")).toList()));
    }

    private void show() {
        if (!shown.isEmpty()) {
            messages.add(new Json.Obj().put("role", "user").put("content", content.content(new ArrayList<>(shown))));
            shown.clear();
        }
    }
}
