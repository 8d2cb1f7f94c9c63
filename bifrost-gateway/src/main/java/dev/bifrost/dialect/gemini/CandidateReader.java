package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.BlockWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@code candidate}, whole or piece by piece. A signature seals the part in which it comes; one in an empty part
 * at the end seals the text before it. Sources are told at the end, so the last text stays open until then.
 */
final class CandidateReader {
    /** What Google shows of thoughts are summaries. */
    private static final Part SUMMARY = new Part.Thinking("", null, false, null, true);

    private final int choice;
    private final CallIds ids;
    private final BlockWriter blocks;

    /** All text so far, which sources point into. */
    private final StringBuilder text = new StringBuilder();

    private final List<Json.Obj> cited = new ArrayList<>();
    private Json.@Nullable Obj grounding;
    private int blockStart;
    private boolean sealed;
    private boolean calls;
    private int images;
    private String finish = "";

    CandidateReader(int choice, CallIds ids) {
        this.choice = choice;
        this.ids = ids;
        this.blocks = new BlockWriter(choice);
    }

    /** How many pictures it holds so far. */
    int images() {
        return images;
    }

    void read(Json.Obj candidate, Consumer<ChatEvent> out) {
        Json.Obj content = candidate.object("content");
        Json.Arr logprobs = GeminiLogprobs.entries(candidate.object("logprobsResult"));
        for (Json.Obj part : content == null ? List.<Json.Obj>of() : content.objects("parts")) {
            boolean says = isText(part) && !part.text("text", "").isEmpty() && !part.isTrue("thought");
            part(part, says ? logprobs : null, out);
            logprobs = says ? null : logprobs;
        }
        String reason = candidate.text("finishReason", "");
        finish = reason.isEmpty() || reason.equals("FINISH_REASON_UNSPECIFIED") ? finish : reason;
        Json.Obj sources = candidate.object("groundingMetadata");
        grounding = sources == null || sources.list("groundingChunks").isEmpty() ? grounding : sources;
        Json.Obj quotes = candidate.object("citationMetadata");
        if (quotes != null) {
            cited.addAll(quotes.objects("citations"));
            cited.addAll(quotes.objects("citationSources"));
        }
    }

    /** Says the rest; true if the candidate has said why it ended. */
    boolean finish(Consumer<ChatEvent> out) {
        List<Citation> citations = new GeminiCitations(text.toString()).of(grounding, cited);
        if (!citations.isEmpty() && !(blocks.openPart() instanceof Part.Text)) {
            openText(out);
        }
        for (Citation citation : citations) {
            out.accept(new ChatEvent.Cited(choice, blocks.openBlock(), inBlock(citation)));
        }
        blocks.close(out);
        if (finish.isEmpty()) {
            return false;
        }
        out.accept(new ChatEvent.Finished(choice, GeminiFinish.of(finish, calls), null));
        return true;
    }

    /** Offsets in the whole text become those in the open block; what points before it points nowhere. */
    private Citation inBlock(Citation it) {
        boolean here = it.start() >= blockStart;
        return new Citation(
                it.url(),
                it.title(),
                it.quoted(),
                here ? it.start() - blockStart : -1,
                here ? it.end() - blockStart : -1,
                it.dialect(),
                it.raw());
    }

    private void part(Json.Obj part, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        Json.Obj call = part.object("functionCall");
        Json.Obj data = part.object("inlineData");
        if (call != null && call.text("name") != null) {
            call(call, out);
        } else if (data != null && !part.isTrue("thought") && media(data, out)) {
            // Its signature has no place to be kept; Google does not insist on it.
            return;
        } else if (isText(part)) {
            text(part, logprobs, out);
        } else {
            open(new Part.Opaque(GeminiProvider.NAME, part), out);
            blocks.close(out);
            return;
        }
        String signature = part.text("thoughtSignature");
        if (signature != null && !signature.isEmpty()) {
            seal(signature, part.isTrue("thought"), out);
        }
        if (blocks.openPart() instanceof Part.ToolCall) {
            blocks.close(out);
        }
    }

    /** A part of text, or of nothing but a signature. */
    private static boolean isText(Json.Obj part) {
        for (String name : part.members().keySet()) {
            switch (name) {
                case "text", "thought", "thoughtSignature", "partMetadata", "mediaResolution" -> {}
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    private void text(Json.Obj part, Json.@Nullable Arr logprobs, Consumer<ChatEvent> out) {
        String said = part.text("text", "");
        if (said.isEmpty()) {
            return;
        }
        if (sealed) {
            blocks.close(out);
            sealed = false;
        }
        if (part.isTrue("thought")) {
            if (!(blocks.openPart() instanceof Part.Thinking)) {
                open(SUMMARY, out);
            }
            blocks.thinking(said, out);
            return;
        }
        if (!(blocks.openPart() instanceof Part.Text)) {
            openText(out);
        }
        text.append(said);
        blocks.text(said, logprobs, out);
    }

    private void call(Json.Obj call, Consumer<ChatEvent> out) {
        calls = true;
        Json.Obj args = call.object("args");
        open(Part.ToolCall.of(ids.of(call), call.text("name", ""), ""), out);
        String arguments = args == null ? "{}" : args.print();
        out.accept(new ChatEvent.ArgumentsDelta(choice, blocks.openBlock(), arguments));
    }

    /** Pictures and sound; false if it is neither. */
    private boolean media(Json.Obj data, Consumer<ChatEvent> out) {
        String type = data.text("mimeType", "");
        Source.Data source = new Source.Data(type, data.text("data", ""));
        if (type.startsWith("image/")) {
            images++;
            open(new Part.Image(source, null, null), out);
        } else if (type.startsWith("audio/")) {
            open(new Part.Audio(source, MediaTypes.audioFormat(type), null, null), out);
        } else {
            return false;
        }
        blocks.close(out);
        return true;
    }

    private void seal(String signature, boolean thought, Consumer<ChatEvent> out) {
        Part open = blocks.openPart();
        boolean call = open instanceof Part.ToolCall;
        boolean fits = !sealed && (thought ? open instanceof Part.Thinking : open instanceof Part.Text);
        if (!fits && !call && thought) {
            open(SUMMARY, out);
        } else if (!fits && !call) {
            openText(out);
        }
        blocks.seal(new Seal(GeminiProvider.NAME, signature), out);
        sealed = !call;
    }

    private void openText(Consumer<ChatEvent> out) {
        open(Part.Text.of(""), out);
        blockStart = text.length();
    }

    private void open(Part part, Consumer<ChatEvent> out) {
        sealed = false;
        blocks.open(part, out);
    }
}
