package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the management API answers when it has done what it was asked.
 *
 * @param download what is answered instead of the body; null as a rule
 */
public record AdminReply(int status, Json.Obj body, @Nullable Download download) {

    /** An answer in JSON. */
    public AdminReply(int status, Json.Obj body) {
        this(status, body, null);
    }

    /** A file, which is made while it is sent. */
    public static AdminReply of(Download download) {
        return new AdminReply(200, new Json.Obj(), download);
    }

    /**
     * A file.
     *
     * @param first its beginning
     * @param rest  what follows
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares these
    public record Download(String contentType, String fileName, byte[] first, Pieces rest) {}

    /** The pieces of a file in their order. */
    @FunctionalInterface
    public interface Pieces {
        /** The next; null if there is none. May block. */
        byte @Nullable [] next() throws Refusal;
    }
}
