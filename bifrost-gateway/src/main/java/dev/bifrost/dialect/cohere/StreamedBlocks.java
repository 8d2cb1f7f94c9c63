package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.BlockWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a streamed answer. Text stays open after its {@code content-end} until something else begins, because
 * its citations may come behind it.
 */
final class StreamedBlocks {
    private final BlockWriter blocks = new BlockWriter(0);
    private @Nullable ArgumentsText arguments;
    private boolean planning;
    private boolean calls;

    boolean haveCalls() {
        return calls;
    }

    void start(Json.@Nullable Obj content, Consumer<ChatEvent> out) {
        close(out);
        if (content == null) {
            return;
        }
        switch (content.text("type", "")) {
            case "text" -> blocks.open(Part.Text.of(""), out);
            case "thinking" -> blocks.open(Part.Thinking.of(""), out);
            default -> {
                // not known; its deltas open a block if they are
            }
        }
        thinking(content.text("thinking", ""), out);
        text(content.text("text", ""), null, out);
    }

    void text(String text, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        if (!text.isEmpty() || logprobs != null) {
            if (!(blocks.openPart() instanceof Part.Text)) {
                close(out);
            }
            blocks.text(text, logprobs, out);
        }
    }

    void thinking(String text, Consumer<ChatEvent> out) {
        thought(text, false, out);
    }

    void plan(String text, Consumer<ChatEvent> out) {
        thought(text, true, out);
    }

    private void thought(String text, boolean plan, Consumer<ChatEvent> out) {
        if (!text.isEmpty()) {
            if (!(blocks.openPart() instanceof Part.Thinking) || planning != plan) {
                close(out);
                planning = plan;
            }
            blocks.thinking(text, out);
        }
    }

    void endContent(Consumer<ChatEvent> out) {
        if (blocks.openPart() instanceof Part.Thinking) {
            close(out);
        }
    }

    void call(Json.@Nullable Obj call, Consumer<ChatEvent> out) {
        close(out);
        Json.Obj function = call == null ? null : call.object("function");
        calls = true;
        arguments = new ArgumentsText();
        blocks.open(
                Part.ToolCall.of(
                        call == null ? "" : call.text("id", ""), function == null ? "" : function.text("name", ""), ""),
                out);
        arguments(call, out);
    }

    void arguments(Json.@Nullable Obj call, Consumer<ChatEvent> out) {
        Json.Obj function = call == null ? null : call.object("function");
        if (function != null && arguments != null) {
            grow(arguments.next(function.text("arguments", "")), out);
        }
    }

    private void grow(String fragment, Consumer<ChatEvent> out) {
        if (!fragment.isEmpty()) {
            out.accept(new ChatEvent.ArgumentsDelta(0, blocks.openBlock(), fragment));
        }
    }

    void endCall(Consumer<ChatEvent> out) {
        if (arguments != null) {
            close(out);
        }
    }

    void cite(Json.@Nullable Obj citation, Consumer<ChatEvent> out) {
        if (citation != null && blocks.openPart() instanceof Part.Text && Citations.isOfText(citation)) {
            Citations.of(citation).forEach(each -> out.accept(new ChatEvent.Cited(0, blocks.openBlock(), each)));
        }
    }

    void close(Consumer<ChatEvent> out) {
        if (arguments != null) {
            grow(arguments.last(), out);
            arguments = null;
        }
        if (blocks.openPart() instanceof Part.Thinking) {
            blocks.seal(planning ? Thoughts.PLAN : Thoughts.BLOCK, out);
        }
        planning = false;
        blocks.close(out);
    }
}
