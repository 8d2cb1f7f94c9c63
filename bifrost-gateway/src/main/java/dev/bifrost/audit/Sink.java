package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Where the journal's entries are kept for good: all of them, in order. Every method may block and is called by one
 * thread, except {@link #close}. What throws {@link SinkFailure} is tried again, so an entry may come more than once; the
 * sink keeps it once.
 */
public interface Sink extends AutoCloseable {

    /** How it is named in the configuration, in metrics and in messages. */
    String name();

    /**
     * Reaches the place, makes what is missing there, and checks that it may be written. Called before the first
     * {@link #keep} and after each failure.
     *
     * @param instance of the journal that is followed
     * @return the last sequence of this instance that is safely kept, 0 for none; empty if the place can not say, so that the
     *     journal's own cursor holds
     */
    OptionalLong open(UUID instance) throws SinkFailure, InterruptedException;

    /** Keeps entries for good; when it returns they are safe there, up to {@link #safe}. They follow the last that came. */
    void keep(List<Placed> batch) throws SinkFailure, InterruptedException;

    /**
     * The last entry that is there for good, for a sink that gathers entries before it writes them: the journal keeps what
     * comes after it. Everything, otherwise.
     */
    default long safe() {
        return Long.MAX_VALUE;
    }

    /** Writes what was gathered; called before {@link #close}. */
    default void flush() throws SinkFailure, InterruptedException {}

    /** Called about every {@link #upkeepEvery}, whether something came or not: retention, sealing of files, and the like. */
    default void upkeep(Instant now) throws SinkFailure, InterruptedException {}

    default Duration upkeepEvery() {
        return Duration.ofMinutes(1);
    }

    /** Whether {@link #upkeep} may take long and is called on a thread of its own, while entries are kept. */
    default boolean upkeepApart() {
        return false;
    }

    /** Entries that the place refuses for good and that were put aside for the operator. */
    default long deadLetters() {
        return 0;
    }

    /** Ends what is under way; from any thread. */
    @Override
    void close();
}
