package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What is known of a call while it runs; becomes its record once, at the end. */
final class CallDraft {
    private static final String LABEL_PREFIX = "x-bf-dim-";
    private static final String TAGS = "tags";
    private static final String TAGS_HEADER = "x-litellm-tags";
    private static final int LONGEST_LABEL = 128;
    private static final int MOST_LABELS = 32;

    final Instant time;
    final long begun;
    final String requestId;
    final Operation operation;
    private final String address;
    private final @Nullable String agent;
    private final String route;
    private Map<String, String> callLabels;
    private final @Nullable String headerTags;
    private final @Nullable String traceId;
    /** Whether what the call asks and is answered is told, if it is traced. */
    private final boolean content;
    /** Where traces are made. */
    private final @Nullable TraceContext trace;
    /** The span of the present attempt. */
    private @Nullable String attemptSpan;

    @Nullable
    String keyId;

    @Nullable
    String virtualKey;

    @Nullable
    String team;

    @Nullable
    String organization;

    Map<String, String> keyLabels = Map.of();

    @Nullable
    String endUser;

    @Nullable
    String alias;

    @Nullable
    String modelAsked;

    @Nullable
    Target target;

    @Nullable
    String region;

    @Nullable
    String clientDialect;

    @Nullable
    String providerDialect;

    /** What the target's dialect has no room for, and of its answer the client's. */
    List<String> lossy = List.of();

    /** Of the request's body, once it is whole. */
    @Nullable
    String bodyHash;

    /** What is to be explained; null if nobody asked. */
    @Nullable
    Decisions decisions;

    boolean stream;
    int status;
    long bytesIn;
    long bytesOut;
    long firstToken = -1;
    /** Nanoseconds spent waiting: for the client's body, for providers, between tries. */
    long waited;

    private long waitingSince = -1;
    private long gateway = -1;

    CallDraft(Instant time, long begun, Operation operation, ClientRequest request, @Nullable Tracing tracing) {
        this.time = time;
        this.begun = begun;
        this.operation = operation;
        this.address = request.address();
        this.agent = request.headers().get("user-agent");
        this.route = request.method() + ' ' + request.path();
        this.callLabels = labels(request.headers());
        String tags = request.headers().get(TAGS_HEADER);
        this.headerTags = tags == null ? null : HeaderText.of(tags);
        String id = request.headers().get("x-request-id");
        this.requestId = id != null && wellFormed(id) ? id : newId();
        this.trace = tracing == null ? null : TraceContext.of(request.headers(), tracing);
        this.content = tracing != null && tracing.content();
        this.traceId = trace == null ? TraceContext.idOf(request.headers()) : trace.traceId();
    }

    private static boolean wellFormed(String id) {
        if (id.isEmpty() || id.length() > 128) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Unique, not secret. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() | Long.MIN_VALUE;
        long low = random.nextLong() | Long.MIN_VALUE;
        return "req_" + Long.toHexString(high) + Long.toHexString(low);
    }

    /** Whether the trace is to tell what the call asks and is answered. What is sampled only later has none of it. */
    boolean shown() {
        return content && trace != null && trace.trace().sampled();
    }

    /** A new attempt begins, which has a span of its own where traces are made. */
    @Nullable
    String newAttempt() {
        attemptSpan = trace == null ? null : TraceContext.newSpan();
        return attemptSpan;
    }

    /** Tells the provider that is about to be asked of the trace, where there is one and it is to be told. */
    void tell(HeaderList headers) {
        TraceContext context = trace;
        String span = attemptSpan;
        if (context != null && context.told() && span != null) {
            headers.add(TraceContext.PARENT, context.header(span));
            String state = context.state();
            if (state != null) {
                headers.add(TraceContext.STATE, state);
            }
        }
    }

    /** What the client's dialect has no words for, each once. */
    void lost(List<String> names) {
        if (!lossy.containsAll(names)) {
            Set<String> all = new LinkedHashSet<>(lossy);
            all.addAll(names);
            lossy = List.copyOf(all);
        }
    }

    /** The gateway has nothing to do until {@link #resumed}. */
    void waiting(long now) {
        waitingSince = now;
    }

    void resumed(long now) {
        if (waitingSince >= 0) {
            waited += now - waitingSince;
            waitingSince = -1;
        }
    }

    /** The answer begins: the gateway's own time ends here. */
    long committed(long now) {
        resumed(now);
        if (gateway < 0) {
            gateway = now - begun - waited;
        }
        return gateway;
    }

    CallRecord record(
            long now,
            List<Attempt> attempts,
            @Nullable Failure failure,
            Ending ending,
            @Nullable Usage usage,
            @Nullable String modelAnswered,
            String configuration) {
        committed(now);
        return new CallRecord(
                time,
                requestId,
                traceId,
                keyId,
                virtualKey,
                team,
                organization,
                endUser,
                labels(),
                address,
                agent,
                operation,
                route,
                alias,
                target == null ? null : target.provider(),
                modelAsked,
                target == null || target.model().isEmpty() ? null : target.model(),
                modelAnswered,
                region,
                clientDialect,
                providerDialect,
                stream,
                status,
                failure == null ? null : failure.code(),
                ending,
                List.copyOf(attempts),
                lossy,
                usage,
                cost(attempts),
                bytesIn,
                bytesOut,
                firstToken,
                now - begun,
                gateway,
                configuration,
                bodyHash,
                null,
                decisions == null ? null : decisions.explanation(),
                trace == null ? null : trace.trace());
    }

    /** All attempts together, with the price of the last; null if none cost anything. */
    private static @Nullable Cost cost(List<Attempt> attempts) {
        long sum = 0;
        Cost last = null;
        for (Attempt attempt : attempts) {
            Cost cost = attempt.cost();
            if (cost != null) {
                sum += cost.nanoDollars();
                last = cost;
            }
        }
        return last == null ? null : new Cost(sum, last.price());
    }

    /** Notes the tags that a client of LiteLLM's proxy has given the call, in its body and in a header, as one label. */
    void tagged(List<String> bodyTags) {
        if (headerTags == null && bodyTags.isEmpty()) {
            return;
        }
        Set<String> tags = new LinkedHashSet<>();
        for (String tag : headerTags == null ? new String[0] : headerTags.split(",", -1)) {
            tags.add(tag.strip());
        }
        tags.addAll(bodyTags);
        tags.remove("");
        if (!tags.isEmpty() && callLabels.size() < MOST_LABELS) {
            Map<String, String> labels = new HashMap<>(callLabels);
            labels.putIfAbsent(TAGS, label(String.join(",", tags)));
            callLabels = labels;
        }
    }

    private static String label(String value) {
        return HeaderText.shortened(value, LONGEST_LABEL);
    }

    /** The key's labels win over those of the call. */
    private Map<String, String> labels() {
        if (callLabels.isEmpty()) {
            return keyLabels;
        }
        Map<String, String> all = new HashMap<>(callLabels);
        all.putAll(keyLabels);
        return Map.copyOf(all);
    }

    private static Map<String, String> labels(HttpHeaders headers) {
        Map<String, String> labels = Map.of();
        for (var header : headers) {
            String name = header.getKey();
            if (name.length() > LABEL_PREFIX.length()
                    && name.regionMatches(true, 0, LABEL_PREFIX, 0, LABEL_PREFIX.length())
                    && labels.size() < MOST_LABELS) {
                labels = labels.isEmpty() ? new HashMap<>() : labels;
                String label = name.substring(LABEL_PREFIX.length()).toLowerCase(Locale.ROOT);
                labels.putIfAbsent(label, label(HeaderText.of(header.getValue())));
            }
        }
        return labels;
    }
}
