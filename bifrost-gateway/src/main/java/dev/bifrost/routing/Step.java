package dev.bifrost.routing;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Failure.UpstreamCredentials;
import dev.bifrost.api.Failure.UpstreamError;
import dev.bifrost.api.Failure.UpstreamRefused;
import dev.bifrost.api.FallbackCause;
import dev.bifrost.api.Target;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One target of a plan.
 *
 * @param target           who is asked
 * @param retry            how often
 * @param fallbackOn       the kinds of failure after which the next step is tried
 * @param fallbackStatuses statuses of the provider after which the next step is tried, besides those kinds
 * @param skip             why it must not be tried: {@code disabled} or {@code residency}; null if it may be
 */
public record Step(
        Target target,
        Retry retry,
        Set<FallbackCause> fallbackOn,
        Set<Integer> fallbackStatuses,
        @Nullable String skip) {

    /** Whether the next step is to be tried after this failure. */
    public boolean fallsBackOn(Failure failure) {
        var cause = failure.fallbackCause();
        if (cause.isPresent() && fallbackOn.contains(cause.get())) {
            return true;
        }
        return !fallbackStatuses.isEmpty() && fallbackStatuses.contains(upstreamStatus(failure));
    }

    private static int upstreamStatus(Failure failure) {
        if (failure instanceof UpstreamRefused refused) {
            return refused.status();
        }
        if (failure instanceof UpstreamError error) {
            return error.upstreamStatus();
        }
        return failure instanceof UpstreamCredentials credentials ? credentials.upstreamStatus() : 0;
    }

    Step skipped(String why) {
        return new Step(target, retry, fallbackOn, fallbackStatuses, why);
    }
}
