package dev.bifrost.app;

import dev.bifrost.audit.content.ContentKeys;
import dev.bifrost.audit.content.Subjects;
import dev.bifrost.store.ContentKeyTable;
import dev.bifrost.store.Store;
import java.time.Duration;
import java.time.InstantSource;

/** Has a store forget a subject's content: without its keys nobody can read it any more, wherever it lies. */
record Erasure(Store store, InstantSource clock) {
    private static final int LONGEST = 2000;

    /** What there is to say if {@link #scrubbed} is false. */
    static final String LEFT =
            "the keys are deleted, but still in the files of the store, because another program reads"
                    + " them; that ends when it stops";

    /** How long whoever erases waits for those who read the store. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Whether what was destroyed is gone from the store's files too; waits some seconds for that. */
    boolean scrubbed() {
        return store.contentKeys().scrub(PATIENCE);
    }

    /**
     * Destroys the keys. The gateways on the store write it into their journals.
     *
     * @param subject such as {@code end_user:ann}
     * @return the ids of the keys that there were
     * @throws IllegalArgumentException if there can be no such subject
     */
    ContentKeyTable.Erasure of(String subject, String by, String reason) {
        if (!Subjects.isOne(subject)) {
            throw new IllegalArgumentException("'" + subject
                    + "' is no subject; write end_user:NAME, key:ID or gateway, as the records of calls have it");
        }
        if (reason.length() > LONGEST) {
            throw new IllegalArgumentException("the reason is longer than " + LONGEST + " characters");
        }
        return store.contentKeys()
                .destroy(
                        ContentKeys.shelved(subject),
                        Ascii.write(subject),
                        Ascii.write(by),
                        Ascii.write(reason),
                        clock.instant());
    }
}
