package dev.bifrost.audit.content;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.journal.Journal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads kept content with the keys of the store, and writes into the journal that it was read. */
public final class ContentReader {
    private static final long PATIENCE = 10;

    private final ContentKeys keys;
    private final Journal journal;

    /** {@code journal}: in which it is written that content is read. */
    public ContentReader(ContentKeys keys, Journal journal) {
        this.keys = keys;
        this.journal = journal;
    }

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
    public Json.Obj open(byte[] entry, byte @Nullable [] attachment, String by) throws Refusal {
        Json.Obj call = call(entry);
        Json.Obj content = call.object("content");
        String requestId = call.text("request_id");
        if (content == null || requestId == null) {
            throw new Refusal(new Failure.NotFound("No content is kept of this call", "no_content"));
        }
        String missing = content.text("missing");
        if (missing != null) {
            return new Json.Obj().put("state", "missing").put("reason", missing);
        }
        if (attachment == null) {
            return new Json.Obj().put("state", "removed");
        }
        if (!Sheet.sha256(attachment).equals(content.text("sha256"))) {
            throw altered();
        }
        DataKey key = keys.find(content.text("key", ""));
        if (key == null) {
            return new Json.Obj().put("state", "erased");
        }
        byte[] plain = Sheet.opened(attachment, key);
        if (plain == null) {
            throw altered();
        }
        note(requestId, by);
        try {
            Json.Obj kept = new Json.Obj().put("state", "kept");
            Json.readObject(plain, 0, plain.length).asMap().forEach(kept::put);
            return kept;
        } catch (MalformedJson e) {
            throw new IllegalStateException("what was encrypted is no JSON", e);
        }
    }

    private static Json.Obj call(byte[] entry) throws Refusal {
        try {
            Json.Obj call = Json.readObject(entry, 0, entry.length);
            if ("call".equals(call.text("kind"))) {
                return call;
            }
        } catch (MalformedJson _) {
            // said below
        }
        throw new Refusal(new Failure.InvalidRequest("This is no record of a call"));
    }

    private static Refusal altered() {
        return new Refusal(new Failure.Conflict(
                "The content is not what the record of the call names: it was altered or exchanged",
                null,
                "content_altered"));
    }

    private void note(String requestId, String by) throws Refusal {
        var done = new CompletableFuture<Void>();
        boolean _ = journal.contentRead(requestId, by, fault -> {
            if (fault == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(fault);
            }
        });
        try {
            done.get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unwritten(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unwritten("interrupted");
        }
    }

    private static Refusal unwritten(String why) {
        return new Refusal(new Failure.NotAccountable("That the content is read can not be written down: " + why));
    }
}
