package dev.bifrost.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Questions about calls, to whichever database has them. Each is given up after a while. Every method may block. */
public final class CallQuestions {
    /** Rows that an answer may have. */
    public static final int MOST = 1000;

    /** Groups that an answer may have. */
    public static final int MOST_GROUPS = 10_000;

    private static final int MOST_KEYS = 50;
    private static final int MOST_OF_A_REQUEST = 20;
    private static final Pattern PLACE =
            Pattern.compile("([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/([0-9]{1,18})");

    private final CallDatabase database;
    private final CallSql sql;
    private final Duration patience;

    /** @param patience of each question */
    public CallQuestions(CallDatabase database, Duration patience) {
        this.database = database;
        this.sql = new CallSql(database.flavour());
        this.patience = patience;
    }

    /**
     * Some calls.
     *
     * @param rows by columns, as {@link CallDatabase#query} gives them
     * @param next where the next page begins; null if this is the last
     */
    public record Page(
            List<Map<String, @Nullable Object>> rows,
            @Nullable String next) {}

    /**
     * Calls, the newest first.
     *
     * @param after {@link Page#next} of the page before; null for the first
     * @param limit from 1 to {@link #MOST}
     * @throws IllegalArgumentException if {@code after} is none
     */
    public Page calls(CallFilter filter, @Nullable String after, int limit) throws SinkFailure, InterruptedException {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit: " + limit + " is not from 1 to " + MOST);
        }
        CallCursor cursor = after == null ? null : CallCursor.read(after);
        var rows = ask(sql.calls(filter, keys(filter), cursor, limit + 1));
        if (rows.size() <= limit) {
            return new Page(rows, null);
        }
        var page = rows.subList(0, limit);
        return new Page(page, cursor(page.getLast()).text());
    }

    private static CallCursor cursor(Map<String, @Nullable Object> row) {
        if (row.get("time") instanceof Instant time && row.get("sequence") instanceof Number sequence) {
            return new CallCursor(
                    time, UUID.fromString(String.valueOf(row.get("instance_text"))), sequence.longValue());
        }
        throw new IllegalStateException("a call without time or place");
    }

    /** What has a request id, the newest first, or what stands at {@code instance/sequence}; with {@code entry_text}. */
    public List<Map<String, @Nullable Object>> call(String id) throws SinkFailure, InterruptedException {
        Matcher place = PLACE.matcher(id);
        if (place.matches()) {
            UUID instance = UUID.fromString(place.group(1));
            return ask(sql.byPlace(instance, Long.parseLong(place.group(2))));
        }
        return ask(sql.byRequest(id, MOST_OF_A_REQUEST));
    }

    /** The attachment of a row that {@link #call} gave; null if there is none, or no longer. */
    public byte @Nullable [] attachment(Map<String, @Nullable Object> row) throws SinkFailure, InterruptedException {
        CallCursor place = cursor(row);
        for (Map<String, @Nullable Object> found : ask(sql.attachment(place.instance(), place.sequence()))) {
            if (found.get("attachment_hex") instanceof String hex && !hex.isEmpty()) {
                return HexFormat.of().parseHex(hex);
            }
        }
        return null;
    }

    /**
     * Sums, by whole hours: rows with {@code g1}, {@code g2}, … for the groups, and {@code sum_calls} and the like.
     *
     * @return at most one row more than {@link #MOST_GROUPS}, so that whoever asks sees that they are too many
     */
    public List<Map<String, @Nullable Object>> usage(CallFilter filter, List<UsageGroup> groups, ZoneId zone)
            throws SinkFailure, InterruptedException {
        return ask(sql.usage(filter, keys(filter), groups, zone, MOST_GROUPS + 1));
    }

    private List<String> keys(CallFilter filter) throws SinkFailure, InterruptedException {
        String key = filter.is().get(CallFilter.Field.KEY);
        if (key == null) {
            return List.of();
        }
        Set<String> ids = new LinkedHashSet<>(Set.of(key));
        Instant from = filter.from().truncatedTo(ChronoUnit.HOURS);
        for (Map<String, @Nullable Object> row : ask(sql.keys(key, from, filter.to(), MOST_KEYS))) {
            ids.add(String.valueOf(row.get("key_id")));
        }
        return new ArrayList<>(ids);
    }

    private List<Map<String, @Nullable Object>> ask(CallSql.Question question)
            throws SinkFailure, InterruptedException {
        return database.query(question.sql(), question.parameters(), patience);
    }
}
