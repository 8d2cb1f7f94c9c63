package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Opens what was asked and answered in a call, where it is kept. May block. */
@FunctionalInterface
public interface ContentVault {
    /**
     * Records that it is read, and opens it.
     *
     * @param entry      of the call, as it stands in the journal
     * @param attachment of the entry: the ciphertext; null if there is none, or none any more
     * @param by         who reads it
     * @throws Refusal if nothing is kept of such a call, or if it can not be opened
     */
    Json.Obj open(byte[] entry, byte @Nullable [] attachment, String by) throws Refusal;
}
