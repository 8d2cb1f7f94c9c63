package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;

/** Opens what was asked and answered in a call, where it is kept. May block. */
public interface ContentVault {
    /**
     * Records that it is read, and opens it.
     *
     * @param entry      of the call, as it stands in the journal
     * @param attachment of the entry: the ciphertext
     * @param by         who reads it
     * @throws Refusal if it can not be opened, as after an erasure
     */
    Json.Obj open(byte[] entry, byte[] attachment, String by) throws Refusal;
}
