package dev.bifrost.exchange;

import dev.bifrost.api.Blame;
import dev.bifrost.api.Failure;
import dev.bifrost.upstream.UpstreamRequest;
import java.util.List;

/** What the gateway does itself when all targets have failed, after which nothing is left to try. */
record LastResort(Exchange exchange) implements Preparation.Outcome {

    @Override
    public void ready(UpstreamRequest request) {
        throw new IllegalStateException("nothing is to be sent");
    }

    @Override
    public void lossy(List<String> losses) {
        throw new IllegalStateException("nothing is to be sent");
    }

    @Override
    public void impossible(Failure failure) {
        exchange.conclude(failure);
    }

    /** True if nobody could count, or a provider does not know what counting is. */
    static boolean helps(Failure failure) {
        return failure instanceof Failure.NoTarget
                || failure.blame() == Blame.UPSTREAM
                || (failure instanceof Failure.UpstreamRefused refused
                        && (refused.status() == 404 || refused.status() == 405));
    }
}
