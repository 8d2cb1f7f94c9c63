package dev.bifrost.audit.content;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Where kept content can be read, and every reading of it is written down. */
public interface ContentVault {

    /**
     * What a call asked and was answered: {@code state} is {@code kept}, and {@code request} and {@code answer} are what is
     * kept of them; or it is {@code erased}, {@code removed} (by retention) or {@code missing}, and there is nothing. That it
     * was read is on disk before this returns. Blocks.
     *
     * @param entry      the call's entry as it stands in the journal
     * @param attachment what came with it; null if there is nothing, or nothing any more
     * @param by         who wants to read it
     * @throws Refusal if nothing is kept of such a call, if it was altered, or if the reading can not be written down
     */
    Json.Obj open(byte[] entry, byte @Nullable [] attachment, String by) throws Refusal;
}
