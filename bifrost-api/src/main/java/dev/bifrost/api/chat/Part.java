package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a message or of an answer. */
public sealed interface Part {

    /**
     * Text.
     *
     * @param citations what it rests on; in answers
     * @param signature Gemini's {@code thoughtSignature} of this part, which must come back with it
     */
    record Text(
            String text,
            List<Citation> citations,
            @Nullable CacheMark cache,
            @Nullable Seal signature) implements Part {
        public Text {
            citations = List.copyOf(citations);
        }

        public static Text of(String text) {
            return new Text(text, List.of(), null, null);
        }
    }

    /** Why the model does not answer, in its own words. */
    record Refusal(String text) implements Part {}

    /** A picture. {@code detail} is {@code low}, {@code high} or {@code auto}. */
    record Image(
            Source source,
            @Nullable String detail,
            @Nullable CacheMark cache) implements Part {}

    /**
     * Sound.
     *
     * @param source     null where only an earlier answer's {@code id} is referred to
     * @param format     such as {@code wav} or {@code mp3}
     * @param id         of an answer's audio
     * @param transcript of an answer's audio
     */
    record Audio(
            @Nullable Source source,
            String format,
            @Nullable String id,
            @Nullable String transcript) implements Part {}

    /**
     * A document, such as a PDF.
     *
     * @param name    its file name or title
     * @param context what the model is told about it without citing it
     * @param cite    whether the model is to cite it
     */
    record Document(
            Source source,
            @Nullable String name,
            @Nullable String context,
            boolean cite,
            @Nullable CacheMark cache) implements Part {}

    /**
     * What the model thought. Providers that sign it want it back exactly as it was, and only their own.
     *
     * @param text     what may be read of it; empty if nothing
     * @param seal     what proves or holds it: Anthropic's {@code signature} or redacted {@code data}, OpenAI's
     *                 {@code encrypted_content}, Gemini's {@code thoughtSignature}; null if there is none
     * @param redacted true if the seal holds the thought itself: Anthropic's {@code redacted_thinking}
     * @param id       of an item of OpenAI's Responses API
     * @param summary  true if {@code text} is a summary of the thought rather than the thought
     */
    record Thinking(
            String text,
            @Nullable Seal seal,
            boolean redacted,
            @Nullable String id,
            boolean summary) implements Part {
        public static Thinking of(String text) {
            return new Thinking(text, null, false, null, false);
        }
    }

    /**
     * The model wants a tool run.
     *
     * @param id        ties the result to the call; unique in the conversation and stable over it. Where the provider gives
     *                  none, its reader makes one up, of what the answer holds
     * @param arguments a JSON object as text, as the model wrote it ({@code {}} if there are none); for
     *                  {@link Kind#CUSTOM} any text
     * @param signature Gemini's {@code thoughtSignature} of this call, which must come back with it
     */
    record ToolCall(
            String id,
            String name,
            String arguments,
            Kind kind,
            @Nullable Seal signature,
            @Nullable CacheMark cache) implements Part {
        /** How its input is written. */
        public enum Kind {
            FUNCTION,
            CUSTOM
        }

        public static ToolCall of(String id, String name, String arguments) {
            return new ToolCall(id, name, arguments, Kind.FUNCTION, null, null);
        }
    }

    /**
     * What came of a tool. {@code parts} are text, images and documents.
     *
     * @param error true if the tool failed and the parts say why
     */
    record ToolResult(
            String callId,
            List<Part> parts,
            boolean error,
            @Nullable CacheMark cache) implements Part {
        public ToolResult {
            parts = List.copyOf(parts);
        }

        public static ToolResult of(String callId, String text) {
            return new ToolResult(callId, List.of(Text.of(text)), false, null);
        }
    }

    /** What only one dialect has, such as the block of a server tool: kept as it is, for that dialect alone. */
    record Opaque(String dialect, Json.Obj json) implements Part {}
}
