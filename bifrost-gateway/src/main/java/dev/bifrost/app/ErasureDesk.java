package dev.bifrost.app;

import dev.bifrost.admin.ContentBook;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.store.ContentKeyTable;
import java.util.Set;
import java.util.function.Consumer;

/** Erases on behalf of the management API, and has it written into the journal at once. */
record ErasureDesk(Erasure erasure, Runnable written, Consumer<String> log) implements ContentBook {
    private static final Set<String> NAMES = Set.of("subject", "reason");

    @Override
    public Json.Obj erase(Json.Obj asked, String by) throws Refusal {
        for (String name : asked.asMap().keySet()) {
            if (!NAMES.contains(name)) {
                throw refused("there is no '" + name + "'; write subject and reason", name);
            }
        }
        String subject = asked.text("subject");
        if (subject == null) {
            throw refused("subject is missing; write for example end_user:ann", "subject");
        }
        if (asked.has("reason") && asked.text("reason") == null) {
            throw refused("reason must be a text", "reason");
        }
        ContentKeyTable.Erasure done;
        try {
            done = erasure.of(subject, by, asked.text("reason", ""));
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()), "subject");
        }
        written.run();
        log.accept(
                "erased the content of a subject, " + done.keys().size() + " keys, by " + by); // not whose: logs stay
        return json(done, erasure.scrubbed());
    }

    /** {@code scrubbed}: the keys are gone from the store's files too. */
    static Json.Obj json(ContentKeyTable.Erasure done, boolean scrubbed) {
        return new Json.Obj()
                .put("object", "erasure")
                .put("subject", Ascii.read(done.subject()))
                .put("time", done.time().toString())
                .put("keys", Json.Arr.of(done.keys()))
                .put("scrubbed", scrubbed);
    }

    private static Refusal refused(String why, String param) {
        return new Refusal(new Failure.InvalidRequest(why, param, "invalid_request"));
    }
}
