package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Usage;
import dev.bifrost.upstream.BodyPart;
import org.jspecify.annotations.Nullable;

/** What becomes of one provider's answer, from its head to its last byte. */
sealed interface Answer permits StreamAnswer, WholeAnswer, ErrorAnswer, DirectAnswer {

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

    /** The model that the answer names. */
    default @Nullable String model() {
        return null;
    }

    /** The failure that the answer itself reported after content had been released. */
    default @Nullable Failure reported() {
        return null;
    }

    /** Frees what is held. */
    default void discard() {}
}
