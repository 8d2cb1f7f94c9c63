package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes what the assistant said: content, tool calls, and the thoughts that the recipient wants back. */
final class AssistantWriter {
    private final List<Message> conversation;
    private final Recipient to;
    private final Losses losses;
    private final boolean openAi;
    private final ContentWriter content;
    private final CallIds ids;

    AssistantWriter(ChatRequest request, Recipient to, Losses losses, ContentWriter content, CallIds ids) {
        this.conversation = request.messages();
        this.to = to;
        this.losses = losses;
        this.openAi = ChatProvider.isOpenAi(to);
        this.content = content;
        this.ids = ids;
    }

    /** The message at this place of the conversation. */
    Json.Obj write(Message message, int i) {
        Json.Obj json = new Json.Obj().put("role", "assistant");
        List<Json.Obj> pieces = new ArrayList<>();
        Json.Arr calls = new Json.Arr();
        List<Part.Thinking> thoughts = new ArrayList<>();
        for (int j = 0; j < message.parts().size(); j++) {
            String path = "messages[" + i + "].content[" + j + "]";
            Part part = message.parts().get(j);
            switch (part) {
                case Part.ToolCall it -> calls.add(call(it));
                case Part.Thinking it -> thoughts.add(it);
                case Part.Audio it
                when it.id() != null && openAi -> json.put("audio", new Json.Obj().put("id", it.id()));
                case Part.Refusal(String text) when openAi -> json.put("refusal", text);
                case Part.Image it -> image(it, json, path);
                case Part.Text _, Part.Refusal _, Part.Audio _, Part.Document _, Part.ToolResult _, Part.Opaque _ ->
                    content.add(part, path, pieces);
            }
        }
        List<Json.Obj> details = details(thoughts, message, i, json, pieces);
        boolean none = pieces.isEmpty() && (!calls.isEmpty() || json.has("refusal") || json.has("audio"));
        json.put("content", none ? new Json.Nil() : content.content(pieces));
        put(json, "tool_calls", calls);
        Json.Arr all = new Json.Arr();
        details.forEach(all::add);
        put(json, "reasoning_details", all);
        return json;
    }

    private static void put(Json.Obj json, String name, Json.Arr list) {
        if (!list.isEmpty()) {
            json.put(name, list);
        }
    }

    private Json.Obj call(Part.ToolCall call) {
        boolean custom = call.kind() == Part.ToolCall.Kind.CUSTOM;
        boolean wrap = custom && !openAi && !to.has("custom_tools");
        Seal seal = call.signature();
        boolean signed = to.has("extra_content") && Seal.valueFor(seal, Thoughts.GEMINI) != null;
        Part.ToolCall written = new Part.ToolCall(
                ids.of(call.id()),
                wrap ? CustomTools.function(call.name()) : call.name(),
                wrap ? CustomTools.wrap(call.arguments()) : call.arguments(),
                wrap ? Part.ToolCall.Kind.FUNCTION : call.kind(),
                signed ? seal : null,
                null);
        Json.Obj json = AnswerMessage.call(written, false);
        return to.has("cache_control") ? json.put("cache_control", ContentWriter.mark(call.cache())) : json;
    }

    /** OpenRouter takes pictures back as it gives them; the others take none from an assistant. */
    private void image(Part.Image image, Json.Obj json, String path) {
        if (!to.has("reasoning_details")) {
            losses.add(path);
            return;
        }
        Json.Arr images = json.get("images") instanceof Json.Arr begun ? begun : new Json.Arr();
        json.put("images", images.add(AnswerMessage.image(image, images.size())));
    }

    /** Puts the thoughts where the recipient wants them; returns those that go into {@code reasoning_details}. */
    private List<Json.Obj> details(
            List<Part.Thinking> thoughts, Message message, int i, Json.Obj json, List<Json.Obj> pieces) {
        List<Json.Obj> details = new ArrayList<>();
        if (to.has("reasoning_details")) {
            int index = 0;
            for (Part.Thinking thinking : thoughts) {
                details.addAll(ReasoningDetails.write(thinking, index++, false));
            }
            signatures(message, index, details);
        } else if (to.has("thinking_blocks")) {
            blocks(thoughts, json);
        } else {
            plain(thoughts, i, json, pieces);
        }
        return details;
    }

    private void signatures(Message message, int first, List<Json.Obj> details) {
        int index = first;
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolCall call && call.signature() != null) {
                details.add(ReasoningDetails.ofCall(ids.of(call.id()), call.signature(), index++, false));
            }
        }
    }

    private void blocks(List<Part.Thinking> thoughts, Json.Obj json) {
        Json.Arr blocks = new Json.Arr();
        for (Part.Thinking thinking : thoughts) {
            String seal = Seal.valueFor(thinking.seal(), "anthropic");
            if (seal == null) {
                losses.addIf(thinking.seal() != null, "reasoning");
            } else if (thinking.redacted()) {
                blocks.add(new Json.Obj().put("type", "redacted_thinking").put("data", seal));
            } else {
                blocks.add(new Json.Obj()
                        .put("type", "thinking")
                        .put("thinking", thinking.text())
                        .put("signature", seal));
            }
        }
        put(json, "thinking_blocks", blocks);
    }

    /** Thoughts that nobody sealed, as text; those who do not ask for them have no use for them. */
    private void plain(List<Part.Thinking> thoughts, int i, Json.Obj json, List<Json.Obj> pieces) {
        StringBuilder text = new StringBuilder();
        for (Part.Thinking thinking : thoughts) {
            if (thinking.seal() != null) {
                losses.add("reasoning");
            } else if (!thinking.text().isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n\n").append(thinking.text());
            }
        }
        if (to.has("reasoning_content") && isOfTurnWithCalls(i)) {
            json.put("reasoning_content", text.toString());
        } else if (to.has("reasoning_text") && !text.isEmpty()) {
            json.put("reasoning", text.toString());
        } else if (to.has("thinking_list") && !text.isEmpty()) {
            Json.Arr thought = new Json.Arr().add(ContentWriter.text(text.toString()));
            pieces.addFirst(new Json.Obj().put("type", "thinking").put("thinking", thought));
        }
    }

    /** Whether a tool is called between the user's messages before and after this place. */
    private boolean isOfTurnWithCalls(int i) {
        return calls(i, -1) || calls(i, 1);
    }

    private boolean calls(int from, int step) {
        for (int i = from; i >= 0 && i < conversation.size(); i += step) {
            Message message = conversation.get(i);
            if (message.role() == Role.USER) {
                return false;
            }
            if (message.parts().stream().anyMatch(Part.ToolCall.class::isInstance)) {
                return true;
            }
        }
        return false;
    }
}
