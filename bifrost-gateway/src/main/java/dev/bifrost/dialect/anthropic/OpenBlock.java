package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.TextArgument;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open block of an answer that is being read. Blocks that only Claude knows are told when they are whole; all others
 * grow as they come.
 */
final class OpenBlock {
    private String messageId = "";
    private int next;
    private long wireIndex = -1;
    private @Nullable Part part;
    /** Takes the text out of the arguments of a tool that stands for one of free text. */
    private @Nullable TextArgument textArgument;
    /** True if the arguments are the text of the answer. */
    private boolean jsonOutput;

    private boolean argued;
    private Json.Obj begun = new Json.Obj();
    private @Nullable Seal seal;
    private final StringBuilder opaqueInput = new StringBuilder();
    private boolean calls;

    /** Whether any block was a call of a tool of the client's. */
    boolean calls() {
        return calls;
    }

    /** The answer has this id. */
    void answerIs(String id) {
        messageId = id;
    }

    void open(long index, Json.Obj block, Consumer<ChatEvent> out) throws AnswerFault {
        close(out);
        wireIndex = index;
        begun = block;
        textArgument = null;
        jsonOutput = false;
        argued = false;
        seal = null;
        opaqueInput.setLength(0);
        switch (AnswerParts.type(block)) {
            case "text" -> {
                opened(Part.Text.of(""), out);
                text(block.text("text", ""), out);
                block.objects("citations").forEach(each -> cite(each, out));
            }
            case "thinking" -> {
                opened(Part.Thinking.of(""), out);
                thought(block.text("thinking", ""), out);
                seal = AnswerParts.seal(block.text("signature"));
            }
            case "redacted_thinking" -> opened(AnswerParts.of(block, messageId, next), out);
            case "tool_use" -> call(block, out);
            default -> part = new Part.Opaque(CarriedSeal.ORIGIN, block);
        }
    }

    private void call(Json.Obj block, Consumer<ChatEvent> out) {
        String name = block.text("name", "");
        String id = MessageId.ofCall(block.text("id", ""), messageId, next);
        if (name.equals(CustomTool.JSON_OUTPUT)) {
            jsonOutput = true;
            opened(Part.Text.of(""), out);
            return;
        }
        calls = true;
        if (CustomTool.isCustom(name)) {
            textArgument = new TextArgument();
            opened(AnswerParts.custom(id, name, ""), out);
        } else {
            opened(Part.ToolCall.of(id, name, ""), out);
        }
    }

    private void opened(Part begin, Consumer<ChatEvent> out) {
        part = begin;
        out.accept(new ChatEvent.Opened(0, next++, begin));
    }

    void delta(long index, Json.Obj delta, Consumer<ChatEvent> out) throws AnswerFault {
        String type = delta.text("type", "");
        if (part == null) {
            openUnannounced(index, type, out);
        }
        if (index >= 0 && wireIndex >= 0 && index != wireIndex) {
            throw new AnswerFault("its stream goes on with block " + index + " while block " + wireIndex + " is open");
        }
        switch (type) {
            case "text_delta" -> {
                expect(Part.Text.class, type);
                text(delta.text("text", ""), out);
            }
            case "thinking_delta" -> {
                expect(Part.Thinking.class, type);
                thought(delta.text("thinking", ""), out);
            }
            case "signature_delta" -> {
                Seal said = AnswerParts.seal(delta.text("signature"));
                seal = said == null ? seal : said;
            }
            case "citations_delta" -> {
                Json.Obj citation = delta.object("citation");
                if (citation != null) {
                    expect(Part.Text.class, type);
                    cite(citation, out);
                }
            }
            case "input_json_delta" -> arguments(delta.text("partial_json", ""), out);
            case "compaction_delta" -> {
                if (delta.get("content") != null) {
                    begun = begun.copy().put("content", delta.get("content"));
                }
            }
            default -> {
                // news that this reader does not know
            }
        }
    }

    /** Some who imitate Anthropic do not say that a block begins. */
    private void openUnannounced(long index, String type, Consumer<ChatEvent> out) throws AnswerFault {
        switch (type) {
            case "text_delta" -> open(index, new Json.Obj().put("type", "text"), out);
            case "thinking_delta" -> open(index, new Json.Obj().put("type", "thinking"), out);
            default -> throw new AnswerFault("its stream goes on with block " + index + ", which is not open");
        }
    }

    private void expect(Class<? extends Part> kind, String type) throws AnswerFault {
        if (!kind.isInstance(part) || jsonOutput) {
            throw new AnswerFault("its stream has a " + type + " in a block of another kind");
        }
    }

    private void text(String text, Consumer<ChatEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new ChatEvent.TextDelta(0, next - 1, text, null));
        }
    }

    private void thought(String text, Consumer<ChatEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new ChatEvent.ThinkingDelta(0, next - 1, text));
        }
    }

    private void cite(Json.Obj citation, Consumer<ChatEvent> out) {
        out.accept(new ChatEvent.Cited(0, next - 1, MessagesCitations.read(citation)));
    }

    private void arguments(String fragment, Consumer<ChatEvent> out) throws AnswerFault {
        if (part instanceof Part.Opaque) {
            opaqueInput.append(fragment);
            return;
        }
        if (!(part instanceof Part.ToolCall) && !jsonOutput) {
            throw new AnswerFault("its stream has an input_json_delta in a block of another kind");
        }
        if (fragment.isEmpty()) {
            return;
        }
        argued = true;
        if (jsonOutput) {
            text(fragment, out);
            return;
        }
        String json = textArgument == null ? fragment : textArgument.next(fragment);
        if (!json.isEmpty()) {
            out.accept(new ChatEvent.ArgumentsDelta(0, next - 1, json));
        }
    }

    void refusal(Part.Refusal refusal, Consumer<ChatEvent> out) {
        opened(new Part.Refusal(""), out);
        out.accept(new ChatEvent.RefusalDelta(0, next - 1, refusal.text()));
        close(out);
    }

    void close(Consumer<ChatEvent> out) {
        if (part == null) {
            return;
        }
        if (part instanceof Part.Opaque) {
            out.accept(new ChatEvent.Opened(0, next++, new Part.Opaque(CarriedSeal.ORIGIN, opaque())));
        } else if (!argued && (part instanceof Part.ToolCall || jsonOutput)) {
            wholeArguments(out);
        } else if (part instanceof Part.Thinking thinking && !thinking.redacted() && seal != null) {
            out.accept(new ChatEvent.Sealed(0, next - 1, seal));
        }
        out.accept(new ChatEvent.Closed(0, next - 1));
        part = null;
        wireIndex = -1;
    }

    /** Arguments that were not streamed: whole from the beginning, or none. */
    private void wholeArguments(Consumer<ChatEvent> out) {
        Json input = begun.get("input");
        String json = input == null ? "{}" : input.print();
        if (jsonOutput) {
            text(json, out);
        } else if (textArgument == null) {
            out.accept(new ChatEvent.ArgumentsDelta(0, next - 1, json));
        } else if (input instanceof Json.Obj object && object.text(CustomTool.INPUT) != null) {
            out.accept(new ChatEvent.ArgumentsDelta(0, next - 1, object.text(CustomTool.INPUT, "")));
        }
    }

    private Json.Obj opaque() {
        if (opaqueInput.isEmpty()) {
            return begun;
        }
        String text = opaqueInput.toString();
        Json.Obj input = AnswerBlocks.object(text);
        return begun.copy().put("input", input == null ? new Json.Str(text) : input);
    }
}
