package dev.bifrost.journal;

import dev.bifrost.api.CallRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Entries as a journal would hand them out, without one. */
public final class ChainOf {
    private final UUID instance;
    private final Chain chain = new Chain();
    private byte[] hash;
    private long sequence;

    public ChainOf(UUID instance) {
        this.instance = instance;
        this.hash = chain.beginning(instance);
    }

    public Placed call(CallRecord record) {
        return call(record, null);
    }

    public Placed call(CallRecord record, byte @Nullable [] attachment) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        EntryForm.write(new Entry.Call(record), json);
        if (attachment != null) {
            json.write('\n');
            json.writeBytes(attachment);
        }
        return place(json.toByteArray());
    }

    /** An entry that this release does not know. */
    public Placed other(String json) {
        return place(json.getBytes(StandardCharsets.US_ASCII));
    }

    private Placed place(byte[] payload) {
        byte[] previous = hash;
        hash = new byte[Layout.HASH];
        chain.next(previous, payload, 0, payload.length, hash, 0);
        return new Placed(instance, new Frame(0, ++sequence, 0, previous, hash, payload));
    }

    /** An entry that says of itself what it likes. */
    public static Placed forged(
            UUID instance,
            long sequence,
            byte @Nullable [] previous,
            byte[] hash,
            byte[] entry,
            byte @Nullable [] attachment) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(entry);
        if (attachment != null) {
            payload.write('\n');
            payload.writeBytes(attachment);
        }
        return new Placed(instance, new Frame(0, sequence, 0, previous, hash, payload.toByteArray()));
    }

    /** Ordinary calls. */
    public List<Placed> calls(int count) {
        List<Placed> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            calls.add(call(Records.of("r" + (sequence + 1))));
        }
        return calls;
    }

    /** A record of about 1 KB. */
    public static CallRecord record(String requestId) {
        return Records.of(requestId);
    }

    /** A record of anything that the types allow. */
    public static CallRecord any(RandomGenerator random) {
        return Records.any(random);
    }
}
