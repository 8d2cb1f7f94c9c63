package dev.bifrost.api.chat;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One step of a streamed answer.
 *
 * <p>The grammar: {@code Started}; then for every choice blocks, each {@code Opened}, grown by deltas and {@code Closed},
 * and {@code Finished}; {@code Metered} any number of times from the start on, the last one counts; {@code Ended}. Blocks
 * of one choice are numbered from 0 in the order in which they are opened, and one of them is open at a time.
 * {@code Failed} may come at any time and is the last.
 *
 * <pre>
 * Started
 * Opened(0, 0, Text "")  TextDelta(0, 0, "Let me")  TextDelta(0, 0, " see.")  Closed(0, 0)
 * Opened(0, 1, ToolCall id, name, "")  ArgumentsDelta(0, 1, "{\"a\":1}")  Closed(0, 1)
 * Finished(0, TOOL_CALLS)
 * Metered
 * Ended
 * </pre>
 */
public sealed interface ChatEvent {

    /** The answer begins. Fields are empty or 0 where the provider does not say. */
    record Started(
            String id, long created, String model, @Nullable String serviceTier) implements ChatEvent {}

    /**
     * A block begins. The part holds what is known at once: a call's id and name, an opaque block as a whole. Text,
     * thoughts and arguments are empty in it; they come as deltas, even if they come in one piece.
     */
    record Opened(int choice, int block, Part part) implements ChatEvent {}

    /** A {@link Part.Text} goes on. {@code logprobs} as in {@link ChatAnswer.Choice}. */
    record TextDelta(int choice, int block, String text, Json.@Nullable Arr logprobs) implements ChatEvent {}

    /** A {@link Part.Refusal} goes on. */
    record RefusalDelta(int choice, int block, String text) implements ChatEvent {}

    /** A {@link Part.Thinking} goes on. */
    record ThinkingDelta(int choice, int block, String text) implements ChatEvent {}

    /** The arguments of a {@link Part.ToolCall} go on; {@code json} is a fragment. None at all stand for <code>{}</code>. */
    record ArgumentsDelta(int choice, int block, String json) implements ChatEvent {}

    /** The seal of a {@link Part.Thinking}, or the signature of another part. At most one for a block. */
    record Sealed(int choice, int block, Seal seal) implements ChatEvent {}

    /** A citation of a {@link Part.Text}. */
    record Cited(int choice, int block, Citation citation) implements ChatEvent {}

    /** A block is over. */
    record Closed(int choice, int block) implements ChatEvent {}

    /** A choice is over; all its blocks are closed. */
    record Finished(
            int choice, FinishReason reason, @Nullable String stopSequence) implements ChatEvent {}

    /** What has been consumed so far. */
    record Metered(Usage usage) implements ChatEvent {}

    /** The provider reports a failure. */
    record Failed(ErrorDetail error) implements ChatEvent {}

    /** The provider said that the answer is over. */
    record Ended() implements ChatEvent {}

    /** True for what a client could show or act on; the others do not commit an answer to its provider. */
    default boolean isContent() {
        return switch (this) {
            case Started _, Metered _, Failed _, Closed _ -> false;
            case Opened opened -> !(opened.part() instanceof Part.Text || opened.part() instanceof Part.Thinking);
            case TextDelta delta -> !delta.text().isEmpty();
            case ThinkingDelta delta -> !delta.text().isEmpty();
            case RefusalDelta _, ArgumentsDelta _, Sealed _, Cited _, Finished _, Ended _ -> true;
        };
    }
}
