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

    /** Whether a call must be known to the books before it goes to a provider, and its end before the client has it. */
    boolean strict();

    /** What a request's body is fingerprinted with, ready and for one call; null if these books keep no fingerprints. */
    @Nullable
    Mac fingerprint();

    /** Why no call can be taken whose texts must be kept; null if they can be kept. */
    @Nullable
    String keepsNoContent();

    /**
     * Begins to keep a call's texts, which {@link #record} gets back; null if these books keep none.
     *
     * @param kept  they must be kept, which {@link #keepsNoContent} has not forbidden
     * @param shown whoever tells of the call's trace may have them, if there is room
     */
    @Nullable
    Capture capture(boolean kept, boolean shown);

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
     * @param content what {@link #capture} gave; null if the call's texts are not kept
     * @param done told on any thread once the record is as safe as these books make it, or why it is not
     */
    void record(CallRecord record, @Nullable Capture content, Consumer<@Nullable Throwable> done);

    /** A client did not get the end of a call, because {@link #record} could not make it safe. */
    void withheld(String requestId);

    /** Books that hand each record on and are always open. */
    static Books lax(Consumer<CallRecord> records) {
        return new Books() {
            @Override
            public @Nullable String closed() {
                return null;
            }

            @Override
            public boolean strict() {
                return false;
            }

            @Override
            public @Nullable Mac fingerprint() {
                return null;
            }

            @Override
            public @Nullable String keepsNoContent() {
                return null;
            }

            @Override
            public @Nullable Capture capture(boolean kept, boolean shown) {
                return null;
            }

            @Override
            public void intent(String requestId, Target target, String bodyHash, Consumer<@Nullable Throwable> done) {
                done.accept(null);
            }

            @Override
            public void record(CallRecord record, @Nullable Capture content, Consumer<@Nullable Throwable> done) {
                records.accept(record);
                done.accept(null);
            }

            @Override
            public void withheld(String requestId) {}
        };
    }
}
