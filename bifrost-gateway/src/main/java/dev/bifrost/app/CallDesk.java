package dev.bifrost.app;

import static dev.bifrost.admin.Parameters.wrong;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bifrost.admin.AdminReply;
import dev.bifrost.admin.CallBook;
import dev.bifrost.admin.ContentVault;
import dev.bifrost.admin.Parameters;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.audit.CallFilter;
import dev.bifrost.audit.CallQuestions;
import dev.bifrost.audit.SinkFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what the management API is asked about calls. */
final class CallDesk implements CallBook {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int USUAL = 100;

    private final CallQuestions questions;
    private final CallAsked asked;
    private final Supplier<ZoneId> zone;
    private final @Nullable ContentVault vault;
    private final CallExplained explained;

    /**
     * @param zone  in which days begin
     * @param vault    null if nothing is kept of what was asked and answered
     * @param formulas tells how costs come about
     */
    CallDesk(
            CallDatabase database,
            Supplier<ZoneId> zone,
            InstantSource clock,
            @Nullable ContentVault vault,
            CallExplained.Formulas formulas) {
        this.explained = new CallExplained(formulas);
        this.questions = new CallQuestions(database, PATIENCE);
        this.asked = new CallAsked(zone, clock);
        this.zone = zone;
        this.vault = vault;
    }

    /** Asks the database. */
    interface Question<T extends @Nullable Object> {
        T ask() throws SinkFailure, InterruptedException;
    }

    static <T extends @Nullable Object> T answered(Question<T> question) throws Refusal {
        try {
            return question.ask();
        } catch (SinkFailure e) {
            String hint = e.tookTooLong()
                    ? "; it is given up after " + PATIENCE.toSeconds() + " s: narrow the range (from, to) and try again"
                    : "";
            throw new Refusal(new Failure.Overloaded(
                    "The database of calls does not answer this: " + e.getMessage() + hint, Duration.ofSeconds(5)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(new Failure.Overloaded("The gateway is shutting down", Duration.ofSeconds(5)));
        }
    }

    @Override
    public AdminReply calls(Parameters parameters) throws Refusal {
        CallFilter filter = asked.filter(parameters);
        String after = parameters.get("after");
        CallAsked.Format format = CallAsked.format(parameters);
        if (format != CallAsked.Format.JSON) {
            long most = CallAsked.number(parameters, "limit", Long.MAX_VALUE, Long.MAX_VALUE);
            CallPages pages = new CallPages(questions, filter, format, after, most);
            return AdminReply.of(
                    new AdminReply.Download(format.type(), "calls." + format.word(), pages.first(), pages));
        }
        int limit = Math.toIntExact(CallAsked.number(parameters, "limit", USUAL, CallQuestions.MOST));
        CallQuestions.Page page = page(questions, filter, after, limit);
        Json.Arr calls = new Json.Arr();
        for (Map<String, @Nullable Object> row : page.rows()) {
            calls.add(CallForm.json(row));
        }
        return new AdminReply(
                200,
                new Json.Obj()
                        .put("from", filter.from().toString())
                        .put("to", filter.to().toString())
                        .put("calls", calls)
                        .put("next", page.next()));
    }

    static CallQuestions.Page page(CallQuestions questions, CallFilter filter, @Nullable String after, int limit)
            throws Refusal {
        try {
            return answered(() -> questions.calls(filter, after, limit));
        } catch (IllegalArgumentException e) {
            throw wrong("after", "after: " + e.getMessage());
        }
    }

    @Override
    public Json.Obj call(String id) throws Refusal {
        Json.Arr calls = new Json.Arr();
        for (Map<String, @Nullable Object> row : rows(id)) {
            calls.add(whole(row));
        }
        return new Json.Obj().put("calls", calls);
    }

    private List<Map<String, @Nullable Object>> rows(String id) throws Refusal {
        List<Map<String, @Nullable Object>> rows = answered(() -> questions.call(id));
        if (rows.isEmpty()) {
            throw new Refusal(new Failure.NotFound(
                    "No call has this request id, or stands at this INSTANCE/SEQUENCE", "call_not_found"));
        }
        return rows;
    }

    /** The entry stands as it is in the journal, so that its hash can be checked. */
    private Json.Obj whole(Map<String, @Nullable Object> row) {
        String entry = String.valueOf(row.get("entry_text"));
        Json.Obj chain = new Json.Obj()
                .put("instance", String.valueOf(row.get("instance_text")))
                .put(
                        "sequence",
                        CallForm.number(String.valueOf(row.get("sequence"))).longValue())
                .put("previous", text(row.get("previous_hex")))
                .put("hash", text(row.get("hash_hex")))
                .put("recorded", text(row.get("recorded")));
        Json.Obj call = CallForm.json(row);
        if (CallForm.object(entry) instanceof Json.Obj record) {
            call.put("attempts", record.get("attempts"));
            call.put("lossy", record.get("lossy"));
            call.put("content", record.get("content"));
            call.put("configuration", record.get("configuration"));
            call.put("explain", explained.of(record));
        }
        return call.put("entry", entry).put("chain", chain);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    @Override
    public Json.Obj content(String id, String by) throws Refusal {
        List<Map<String, @Nullable Object>> rows = rows(id);
        if (rows.size() > 1) {
            throw wrong("id", "Several calls have this request id; ask for one of them by INSTANCE/SEQUENCE");
        }
        Map<String, @Nullable Object> row = rows.getFirst();
        if (vault == null) {
            throw new Refusal(new Failure.NotFound(
                    "This gateway can not show what was asked and answered: it keeps no content", "content_not_kept"));
        }
        byte[] attachment = answered(() -> questions.attachment(row));
        byte[] entry = String.valueOf(row.get("entry_text")).getBytes(US_ASCII);
        return whole(row).put("opened", vault.open(entry, attachment, by));
    }

    @Override
    public AdminReply usage(Parameters parameters) throws Refusal {
        UsageAnswer answer = UsageAnswer.to(questions, asked, zone.get(), parameters);
        CallAsked.Format format = CallAsked.format(parameters);
        return format == CallAsked.Format.JSON
                ? new AdminReply(200, answer.json())
                : AdminReply.of(new AdminReply.Download(
                        format.type(), "usage." + format.word(), answer.bytes(format), () -> null));
    }
}
