package dev.bifrost.journal;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One thing that the journal holds. Each is a JSON object on disk, whose form is in {@code docs/journal.md}. */
public sealed interface Entry {
    /** Of the JSON of an entry. Throws {@link IllegalArgumentException} if it can not be read. */
    static Entry read(byte[] json) {
        return EntryForm.read(json, 0, json.length);
    }

    /** What a call left behind. */
    record Call(CallRecord record) implements Entry {}

    /**
     * A call is about to be sent to a target. An intent without a later {@link Call} of the same request id is a call of
     * which nobody knows how it ended.
     *
     * @param bodyHash of the request's body, hexadecimal digits
     */
    record Intent(String requestId, Target target, String bodyHash, Instant time) implements Entry {}

    /**
     * A ceiling on what one budget account may settle and reserve in one period; replaces the one before it.
     *
     * @param nanoDollars the ceiling; 0 gives the lease up
     */
    record Lease(String account, String period, long nanoDollars, Instant time) implements Entry {}

    /**
     * Changes what an owner has spent, without touching the records of its calls.
     *
     * @param owner       such as {@code key:tenant-12}
     * @param bucket      the moment at which the money counts as spent
     * @param nanoDollars what is added; negative for a credit
     * @param refersTo    the request id that is corrected; null if it is no single call
     * @param time        when the correction was made
     */
    record Correction(
            String owner,
            Instant bucket,
            long nanoDollars,
            String reason,
            @Nullable String refersTo,
            Instant time) implements Entry {}

    /**
     * What stood open when a segment was begun, so that older segments are not needed to know it. Says nothing new.
     *
     * @param last false if another checkpoint follows that belongs to this one
     */
    record Checkpoint(List<Lease> leases, List<Intent> intents, boolean last) implements Entry {
        public Checkpoint {
            leases = List.copyOf(leases);
            intents = List.copyOf(intents);
        }
    }

    /**
     * The gateway was not shut down before it was started again.
     *
     * @param cutBytes   length of the unfinished end that was cut off the last segment
     * @param unfinished calls that were sent to a target and left no record
     */
    record Interruption(long cutBytes, List<Intent> unfinished, Instant time) implements Entry {
        public Interruption {
            unfinished = List.copyOf(unfinished);
        }
    }

    /**
     * Entries are lost: the operator had a damaged segment repaired. Stands in their place.
     *
     * @param from the first lost sequence, which is that of this entry
     * @param to   the last lost sequence
     */
    record Gap(long from, long to, String reason, Instant time) implements Entry {}

    /**
     * Proves that nothing before it was changed: a signature over the hash of the entry just before.
     *
     * @param sequence  of that entry; 0 for none
     * @param hash      of that entry, hexadecimal digits
     * @param key       names the key, as {@link Signer#key}
     * @param signature of {@link #signed}, in Base64
     */
    record Seal(long sequence, String hash, Instant time, String key, String signature) implements Entry {
        /** What is signed: six lines, each ended by a line feed, ASCII. */
        public byte[] signed(UUID instance) {
            return ("bifrost seal v1\n" + instance + "\n" + sequence + "\n" + hash + "\n" + time + "\n" + key + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * The keys of a subject's content were destroyed, so that nobody can read it any more, wherever it lies.
     *
     * @param subject whose content it was, such as {@code end_user:ann}
     * @param by      who asked for it
     * @param reason  why; empty if nobody said
     * @param time    when it was done
     * @param keys    the ids of the keys, which calls name
     */
    record Erasure(String subject, String by, String reason, Instant time, List<String> keys) implements Entry {
        public Erasure {
            keys = List.copyOf(keys);
        }
    }

    /** Somebody is about to be shown what a call asked and was answered. */
    record ContentRead(String requestId, String by, Instant time) implements Entry {}

    /**
     * A call whose record says how it ended, but whose client did not get the end: it could not be made as durable in time
     * as it has to be.
     */
    record Withheld(String requestId, Instant time) implements Entry {}

    /** An entry that a newer release wrote and this one does not understand. */
    record Other(String kind, long version) implements Entry {}
}
