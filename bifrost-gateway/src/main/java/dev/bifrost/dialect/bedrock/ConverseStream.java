package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.BlockWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html). Only blocks of tools
 * say that they begin; {@code metadata} comes after {@code messageStop}, as a rule.
 */
final class ConverseStream implements AnswerReader {
    private final AnswerBlocks parts;
    private final BlockWriter blocks = new BlockWriter(0);
    private final StringBuilder signature = new StringBuilder();
    private @Nullable GatheredBlock gathered;
    private long index = -1;
    private boolean argued;
    private boolean calls;
    private boolean started;
    private boolean stopped;
    private boolean metered;
    private boolean ended;

    ConverseStream(BedrockModel model) {
        this.parts = new AnswerBlocks(model);
    }

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        if (event.error() || event.name().endsWith("Exception")) {
            throw new AnswerFault(BedrockErrors.inStream(event.name(), event.data(), event.from(), event.to()));
        }
        switch (event.name()) {
            case "messageStart" -> start(out);
            case "contentBlockStart" -> blockStart(event.json(), out);
            case "contentBlockDelta" -> blockDelta(event.json(), out);
            case "contentBlockStop" -> closeBlock(out);
            case "messageStop" -> stop(event.json(), out);
            case "metadata" -> metadata(event.json(), out);
            default -> {
                // of a later version of the format
            }
        }
    }

    private void start(Consumer<ChatEvent> out) {
        if (!started) {
            started = true;
            out.accept(new ChatEvent.Started("", 0, "", null));
        }
    }

    private void blockStart(Json.Obj event, Consumer<ChatEvent> out) {
        Json.Obj begin = event.object("start");
        if (begin == null || stopped) {
            return;
        }
        turnTo(event, out);
        gathered = GatheredBlock.of(begin);
        Json.Obj call = begin.object("toolUse");
        if (gathered == null && call != null) {
            boolean output = AnswerBlocks.isOutput(call);
            calls |= !output;
            blocks.open(
                    output ? Part.Text.of("") : Part.ToolCall.of(call.text("toolUseId", ""), call.text("name", ""), ""),
                    out);
        }
    }

    /** Leaves the block that was going on if this is about another. */
    private void turnTo(Json.Obj event, Consumer<ChatEvent> out) {
        start(out);
        long next = event.number("contentBlockIndex", 0);
        if (next != index) {
            closeBlock(out);
            index = next;
        }
    }

    private void blockDelta(Json.Obj event, Consumer<ChatEvent> out) {
        Json.Obj delta = event.object("delta");
        if (delta == null || stopped) {
            return;
        }
        turnTo(event, out);
        Json.Obj thought = delta.object("reasoningContent");
        if (gathered == null && thought != null && thought.has("redactedContent")) {
            blocks.close(out);
            gathered = GatheredBlock.thought();
        }
        if (gathered != null) {
            gathered.delta(delta);
            return;
        }
        blocks.text(delta.text("text", ""), null, out);
        if (thought != null) {
            thinking(thought, out);
        }
        Json.Obj call = delta.object("toolUse");
        if (call != null) {
            arguments(call.text("input", ""), out);
        }
        Json.Obj citation = delta.object("citation");
        if (citation != null) {
            cite(citation, out);
        }
    }

    private void thinking(Json.Obj thought, Consumer<ChatEvent> out) {
        blocks.thinking(thought.text("text", ""), out);
        String more = thought.text("signature", "");
        if (!more.isEmpty()) {
            if (!(blocks.openPart() instanceof Part.Thinking)) {
                blocks.open(Part.Thinking.of(""), out);
            }
            signature.append(more);
        }
    }

    private void arguments(String json, Consumer<ChatEvent> out) {
        if (blocks.openPart() instanceof Part.Text) {
            blocks.text(json, null, out);
        } else if (blocks.openPart() instanceof Part.ToolCall && !json.isEmpty()) {
            argued = true;
            out.accept(new ChatEvent.ArgumentsDelta(0, blocks.openBlock(), json));
        }
    }

    private void cite(Json.Obj citation, Consumer<ChatEvent> out) {
        if (!(blocks.openPart() instanceof Part.Text)) {
            blocks.open(Part.Text.of(""), out);
        }
        out.accept(new ChatEvent.Cited(0, blocks.openBlock(), Citations.of(citation)));
    }

    private void closeBlock(Consumer<ChatEvent> out) {
        if (gathered != null) {
            blocks.open(gathered.part(parts), out);
        } else if (blocks.openPart() instanceof Part.ToolCall && !argued) {
            out.accept(new ChatEvent.ArgumentsDelta(0, blocks.openBlock(), "{}"));
        } else if (!signature.isEmpty()) {
            blocks.seal(parts.seal(signature.toString()), out);
        }
        blocks.close(out);
        gathered = null;
        argued = false;
        signature.setLength(0);
        index = -1;
    }

    private void stop(Json.Obj event, Consumer<ChatEvent> out) {
        if (stopped) {
            return;
        }
        start(out);
        closeBlock(out);
        stopped = true;
        out.accept(new ChatEvent.Finished(
                0, StopReasons.of(event.text("stopReason"), calls), StopReasons.sequence(event)));
        if (metered) {
            end(out);
        }
    }

    private void metadata(Json.Obj event, Consumer<ChatEvent> out) {
        if (ended) {
            return;
        }
        start(out);
        metered = true;
        Usage usage = ConverseUsage.of(event);
        if (usage != null) {
            out.accept(new ChatEvent.Metered(usage));
        }
        end(out);
    }

    @Override
    public void end(Consumer<ChatEvent> out) {
        if (stopped && !ended) {
            ended = true;
            out.accept(new ChatEvent.Ended());
        }
    }
}
