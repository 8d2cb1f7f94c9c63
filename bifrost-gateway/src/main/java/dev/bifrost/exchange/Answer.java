package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Usage;
import dev.bifrost.upstream.BodyPart;
import org.jspecify.annotations.Nullable;

/** What becomes of one provider's answer, from its head to its last byte. */
sealed interface Answer
        permits StreamAnswer,
                RepackedStream,
                TranslatedStream,
                WholeAnswer,
                TranslatedWhole,
                ErrorAnswer,
                DirectAnswer {

    /** The next piece of its body. */
    void body(BodyPart part);

    /** The answer is complete. */
    void end();

    /** True once content has reached the client, after which nothing can be tried again. */
    boolean contentReleased();

    /** A stream's bytes stand in the middle of an event. */
    default boolean midEvent() {
        return false;
    }

    /** What the answer says was consumed. */
    default @Nullable Usage usage() {
        return null;
    }

    /** How many tokens of it have come, by estimate; for an answer that does not say. */
    default long deliveredTokens() {
        return 0;
    }

    /** The model that the answer names. */
    default @Nullable String model() {
        return null;
    }

    /** The failure that the answer itself reported after content had been released. */
    default @Nullable Failure reported() {
        return null;
    }

    /** It comes event by event. */
    default boolean isStream() {
        return false;
    }

    /** A failure is told as an event, for what has gone out before is a stream. */
    default boolean takesErrorEvent() {
        return isStream();
    }

    /** The event that tells of a failure, where this answer's writer must know of it; else null. */
    default byte @Nullable [] errorEvent(Failure failure) {
        return null;
    }

    /** Responses API: the {@code sequence_number} that an event of our own would have to carry. */
    default int nextSequence() {
        return 0;
    }

    /** Shows the client the head and what is held of a stream, although no content has come. */
    default void show() {}

    /** The beginning of the answer has reached the client, which another answer must not repeat. */
    default boolean beginningShown() {
        return false;
    }

    /** The provider has said that the answer is over, or failed; whatever happens to its connection then does not matter. */
    default boolean isOver() {
        return false;
    }

    /** Frees what is held. */
    default void discard() {}
}
