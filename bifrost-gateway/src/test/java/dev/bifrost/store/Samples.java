package dev.bifrost.store;

import java.time.Instant;

/** Keys and spend as tests need them. */
final class Samples {
    private Samples() {}

    static KeyRow key(String name) {
        return new KeyRow("id-" + name, name, "hash-" + name, null, null, "{\"budget\":1}", Stores.NOW, "ops", null, 0);
    }

    static SpendDelta delta(long sequence, String owner, long nanos) {
        return delta(sequence, owner, nanos, Stores.NOW);
    }

    static SpendDelta delta(long sequence, String owner, long nanos, Instant time) {
        return new SpendDelta(sequence, owner, time, nanos, 0, 1, 10, 20, "openai", "gpt-4o");
    }

    static JournalCursor cursor(long sequence) {
        return new JournalCursor("spend", "journal-1", 1, sequence * 100, sequence);
    }
}
