package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Failure;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an exchange does once it knows who is calling: a call that is understood, or one that is passed on as it is. */
sealed interface Work permits GovernedCall, DirectCall {

    /** Begins; may refuse at once. */
    void begin();

    /** A piece of the request's body, which then belongs to the work. */
    void body(ByteBuf piece);

    /** The request's body is over. */
    void bodyEnd();

    /** Reads the provider, or lets it wait. */
    void readProvider(boolean on);

    /** The provider's answer can not be used. */
    void attemptFailed(Failure failure);

    /** The provider's present answer; null if there is none. */
    @Nullable
    Answer answer();

    /** How many requests were sent to providers. */
    int attemptsMade();

    /** Every target tried or skipped. */
    List<Attempt> attempts();

    /** Notes what came of the attempt that ended the call; {@code failure} is null if it went well. */
    void lastAttempt(@Nullable Failure failure);

    /** Stops everything and frees what is held. */
    void release();
}
