package dev.bifrost.app;

import dev.bifrost.admin.ContentBook;
import dev.bifrost.admin.ContentVault;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.content.ContentDesk;
import dev.bifrost.audit.content.ContentKeys;
import dev.bifrost.audit.content.ContentReader;
import dev.bifrost.audit.content.MasterKeys;
import dev.bifrost.audit.content.Redactor;
import dev.bifrost.journal.Journal;
import dev.bifrost.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is kept of what calls ask and are answered: encrypted, read and erased with the keys of the store. */
final class KeptContent implements AutoCloseable {
    /** What the patterns may take for one call. */
    private static final Duration FOR_PATTERNS = Duration.ofSeconds(1);

    private final Store store;
    private final Journal journal;
    private final InstantSource clock;
    private final @Nullable ContentKeys keys;
    private final ContentDesk desk;
    private final ErasureFollower erasures;

    /**
     * Reads the store's keys.
     *
     * @param bodyKey of the answers' fingerprints
     * @throws IOException if the configured key does not fit them
     */
    KeptContent(
            AuditSettings audit,
            Store store,
            Journal journal,
            Secret bodyKey,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<String> notices)
            throws IOException {
        this.store = store;
        this.journal = journal;
        this.clock = clock;
        Secret master = audit.contentKey();
        this.keys = master == null ? null : keys(audit, master, store, clock, nanoTime);
        this.desk = new ContentDesk(
                audit.maxContent().bytes(),
                new Redactor(audit.redact(), FOR_PATTERNS, nanoTime),
                audit.contentKeys(),
                keys,
                () -> JournalBooks.hmac(bodyKey),
                nanoTime,
                notices);
        this.erasures = new ErasureFollower(store, journal, keys, notices);
    }

    private static ContentKeys keys(
            AuditSettings audit, Secret master, Store store, InstantSource clock, LongSupplier nanoTime)
            throws IOException {
        try {
            MasterKeys masters = new MasterKeys(master, audit.contentKeyOld());
            return new ContentKeys(new StoreContentKeys(store), masters, clock, nanoTime);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What keeps the content of calls; only to show it if no key is configured under which it could be encrypted. */
    ContentDesk desk() {
        return desk;
    }

    /** What opens kept content; null if no key is configured. */
    @Nullable
    ContentVault vault() {
        return keys == null ? null : new ContentReader(keys, journal)::open;
    }

    /** Where it is erased; {@code log} takes a line for every erasure. */
    ContentBook book(Consumer<String> log) {
        return new ErasureDesk(new Erasure(store, clock), erasures::look, log);
    }

    /** Erasures come into the journal from now on. */
    void start() {
        erasures.start();
    }

    @Override
    public void close() {
        desk.close();
        erasures.close();
    }
}
