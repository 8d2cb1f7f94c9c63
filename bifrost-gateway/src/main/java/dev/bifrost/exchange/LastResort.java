package dev.bifrost.exchange;

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
}
