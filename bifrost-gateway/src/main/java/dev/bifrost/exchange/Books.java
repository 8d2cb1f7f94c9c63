package dev.bifrost.exchange;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Target;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** Where calls are written down. Asked on event loops, so nothing here may block. */
public interface Books {

    /** Why calls can not be written down at present, so that none should be made; null if they can. */
    @Nullable
    String closed();

    /**
     * Not null if a call must be known to the books before it goes to a provider, and its end before the client has it:
     * what the request's body is fingerprinted with.
     */
    @Nullable
    Mac strict();

    /**
     * A strict book's note that a request is about to go to a provider.
     *
     * @param bodyHash of the request's body, hexadecimal digits
     * @param done told on any thread once the note is safe, or why it is not
     */
    void intent(String requestId, Target target, String bodyHash, Consumer<@Nullable Throwable> done);

    /**
     * Writes down a call that is over.
     *
     * @param done told on any thread once the record is as safe as these books make it, or why it is not
     */
    void record(CallRecord record, Consumer<@Nullable Throwable> done);

    /** Books that hand each record on and are always open. */
    static Books lax(Consumer<CallRecord> records) {
        return new Books() {
            @Override
            public @Nullable String closed() {
                return null;
            }

            @Override
            public @Nullable Mac strict() {
                return null;
            }

            @Override
            public void intent(String requestId, Target target, String bodyHash, Consumer<@Nullable Throwable> done) {
                done.accept(null);
            }

            @Override
            public void record(CallRecord record, Consumer<@Nullable Throwable> done) {
                records.accept(record);
                done.accept(null);
            }
        };
    }
}
