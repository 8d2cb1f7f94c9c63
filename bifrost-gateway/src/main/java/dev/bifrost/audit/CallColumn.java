package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What databases know of a call beside its entry: one column of {@code audit_entries} each, null in entries of other kinds. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum CallColumn {
    TIME(Type.TIME, CallRecord::time),
    REQUEST_ID(Type.TEXT, CallRecord::requestId),
    TRACE_ID(Type.TEXT, CallRecord::traceId),
    KEY_ID(Type.TEXT, CallRecord::keyId),
    VIRTUAL_KEY(Type.TEXT, CallRecord::virtualKey),
    TEAM(Type.TEXT, CallRecord::team),
    ORGANIZATION(Type.TEXT, CallRecord::organization),
    END_USER(Type.TEXT, CallRecord::endUser),
    LABELS(Type.LABELS, CallRecord::labels),
    CLIENT_ADDRESS(Type.TEXT, CallRecord::clientAddress),
    AGENT(Type.TEXT, CallRecord::agent),
    OPERATION(Type.TEXT, call -> call.operation().label()),
    ROUTE(Type.TEXT, CallRecord::route),
    ALIAS(Type.TEXT, CallRecord::alias),
    PROVIDER(Type.TEXT, CallRecord::provider),
    MODEL_ASKED(Type.TEXT, CallRecord::modelAsked),
    MODEL(Type.TEXT, CallRecord::model),
    MODEL_ANSWERED(Type.TEXT, CallRecord::modelAnswered),
    REGION(Type.TEXT, CallRecord::region),
    STREAM(Type.NUMBER, call -> call.stream() ? 1L : 0L),
    STATUS(Type.NUMBER, call -> (long) call.status()),
    FAILURE(Type.TEXT, CallRecord::failure),
    ENDING(Type.TEXT, call -> call.ending().label()),
    ATTEMPTS(Type.NUMBER, call -> (long) call.attempts().size()),
    PROMPT_TOKENS(Type.NUMBER, tokens(Usage::prompt)),
    CACHED_TOKENS(Type.NUMBER, tokens(Usage::cached)),
    CACHE_WRITE_TOKENS(Type.NUMBER, tokens(Usage::cacheWrite)),
    COMPLETION_TOKENS(Type.NUMBER, tokens(Usage::completion)),
    REASONING_TOKENS(Type.NUMBER, tokens(Usage::reasoning)),
    ESTIMATED(Type.NUMBER, tokens(usage -> usage.estimated() ? 1 : 0)),
    COST_NANOS(Type.NUMBER, call -> nanoDollars(call.cost())),
    PRICE(Type.TEXT, call -> price(call.cost())),
    BYTES_IN(Type.NUMBER, CallRecord::bytesIn),
    BYTES_OUT(Type.NUMBER, CallRecord::bytesOut),
    /** −1 if there was no first token. */
    FIRST_TOKEN_NANOS(Type.NUMBER, CallRecord::firstTokenNanos),
    TOTAL_NANOS(Type.NUMBER, CallRecord::totalNanos),
    GATEWAY_NANOS(Type.NUMBER, CallRecord::gatewayNanos);

    /** What its values are: {@link java.time.Instant}, String, Long, Map of String. */
    enum Type {
        TIME,
        TEXT,
        NUMBER,
        LABELS
    }

    private final Type type;
    private final Function<CallRecord, @Nullable Object> value;

    CallColumn(Type type, Function<CallRecord, @Nullable Object> value) {
        this.type = type;
        this.value = value;
    }

    /** As in SQL. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    Type type() {
        return type;
    }

    @Nullable
    Object of(CallRecord call) {
        return value.apply(call);
    }

    /**
     * The value in the row of an entry. A call that can not be read, since it is of a newer release or damaged, is shown
     * with the time that it says, else with that at which it came, so that it is found all the same.
     *
     * @param call null if the entry is none, or can not be read
     */
    @Nullable
    Object of(@Nullable CallRecord call, byte[] entry, Instant recorded) {
        if (call != null) {
            return of(call);
        }
        if (this != TIME || !EntryKind.of(entry).equals("call")) {
            return null;
        }
        Instant time = EntryGlance.time(entry);
        return time == null ? recorded : time;
    }

    private static Function<CallRecord, @Nullable Object> tokens(ToLongFunction<Usage> count) {
        return call -> {
            Usage usage = call.usage();
            return usage == null ? null : count.applyAsLong(usage);
        };
    }

    private static @Nullable Object nanoDollars(@Nullable Cost cost) {
        return cost == null ? null : cost.nanoDollars();
    }

    private static @Nullable Object price(@Nullable Cost cost) {
        return cost == null ? null : cost.price();
    }
}
