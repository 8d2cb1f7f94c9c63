package dev.bifrost.audit.content;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where wrapped keys are kept, by all gateways that share a store. May block, and throws {@link RuntimeException} if it can not be reached. */
public interface KeyShelf {

    /**
     * A subject's key.
     *
     * @param id      which records name
     * @param subject SHA-256 of the subject, hexadecimal digits
     * @param master  which key it is wrapped with, see {@link MasterKeys#id}
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares these
    record Wrapped(String id, String subject, String master, byte[] wrapped, Instant created) {}

    /** The newest key of a subject; null if it has none. */
    @Nullable
    Wrapped newest(String subject);

    /** The key of that id; null if there is none, or none any more. */
    @Nullable
    Wrapped find(String id);

    void add(Wrapped key);

    /** With which keys those that are there are wrapped. */
    List<String> masters();
}
