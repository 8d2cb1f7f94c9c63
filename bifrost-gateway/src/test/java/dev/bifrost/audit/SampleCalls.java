package dev.bifrost.audit;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of calls, each as it is wanted. */
public final class SampleCalls {
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");

    private String requestId = "r1";
    private Instant time = NOON;
    private @Nullable String key = "tenant-12";
    private @Nullable String team = "legal";
    private @Nullable String endUser;
    private Map<String, String> labels = Map.of("app", "chat");
    private String model = "mistral-small";
    private int status = 200;
    private Ending ending = Ending.COMPLETE;
    private long nanoDollars = 1_234_567;

    public static SampleCalls call(String requestId) {
        SampleCalls call = new SampleCalls();
        call.requestId = requestId;
        return call;
    }

    public SampleCalls at(Instant when) {
        time = when;
        return this;
    }

    public SampleCalls by(@Nullable String virtualKey, @Nullable String itsTeam) {
        key = virtualKey;
        team = itsTeam;
        return this;
    }

    public SampleCalls of(@Nullable String person) {
        endUser = person;
        return this;
    }

    public SampleCalls labelled(Map<String, String> with) {
        labels = with;
        return this;
    }

    public SampleCalls model(String asked) {
        model = asked;
        return this;
    }

    public SampleCalls ended(int withStatus, Ending how) {
        status = withStatus;
        ending = how;
        return this;
    }

    public SampleCalls cost(long nanos) {
        nanoDollars = nanos;
        return this;
    }

    public CallRecord record() {
        Usage usage = Usage.of(1200, 34);
        Cost cost = new Cost(nanoDollars, "2026-08-21 catalogue");
        return new CallRecord(
                time,
                requestId,
                "0af7651916cd43dd8448eb211c80319c",
                key,
                key,
                team,
                "bank",
                endUser,
                labels,
                "10.0.0.7",
                "OpenAI/Python 1.99.0",
                Operation.CHAT,
                "POST /v1/chat/completions",
                "fast-cheap",
                "mistral",
                "fast-cheap",
                model,
                model,
                "eu",
                "openai",
                "openai",
                true,
                status,
                status >= 400 ? "upstream_error" : null,
                ending,
                List.of(new Attempt(new Target("mistral", model), "f1a2", status, "ok", 345_000_000, usage, cost)),
                List.of(),
                usage,
                cost,
                4321,
                876,
                120_000_000,
                350_000_000,
                90_000,
                "deadbeef",
                null,
                null);
    }
}
