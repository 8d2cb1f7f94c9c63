package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Target;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.dialect.Translator;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.credential.SignedBody;
import dev.bifrost.upstream.UpstreamRequest;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What goes around a body on its way to a target: the address, the headers, and the proof of who is calling. */
final class Outgoing {
    /** So long may it take to fetch a proof; the fetch goes on for whoever comes next. */
    private static final int PROOF_SECONDS = 20;

    private static final URI NOWHERE = URI.create("");

    private Outgoing() {}

    /** Gives the request, or a failure, on the loop: at once, unless the proof takes its time. */
    static void request(
            Exchange exchange,
            RequestBuffer buffer,
            Attempts.Next.Try next,
            Written written,
            BiConsumer<@Nullable UpstreamRequest, @Nullable Failure> then) {
        boolean stream = buffer.scan().stream();
        Provider provider = next.destination().provider();
        String model = provider.wireName(next.step().target().model());
        String path = next.destination().basePath() + next.way().surface().path(model, stream);
        HeaderList headers = headers(exchange, next, written, stream);
        ComposedBody body = buffer.composed(written.body());
        UpstreamRequest request =
                new UpstreamRequest(next.destination().origin(), "POST", path, headers, body, provider.timeouts());
        if (!next.key().signsBody()) {
            proven(exchange, next, next.key().authorize("POST", NOWHERE, headers, SignedBody.EMPTY), request, then);
            return;
        }
        BodyToSign toSign = body.toSign();
        CompletionStage<?> proof = signature(next, url(next.destination(), path), headers, toSign);
        proven(exchange, next, proof, request, then);
    }

    private static @Nullable CompletionStage<?> signature(
            Attempts.Next.Try next, URI url, HeaderList headers, BodyToSign body) {
        CompletionStage<?> signature = null;
        try {
            signature = next.key().authorize("POST", url, headers, body);
            return signature;
        } finally {
            if (signature == null) {
                body.close();
            } else {
                signature.whenComplete((_, _) -> body.close());
            }
        }
    }

    private static void proven(
            Exchange exchange,
            Attempts.Next.Try next,
            @Nullable CompletionStage<?> proof,
            UpstreamRequest request,
            BiConsumer<@Nullable UpstreamRequest, @Nullable Failure> then) {
        if (proof == null) {
            then.accept(request, null);
            return;
        }
        Target target = next.step().target();
        proof.toCompletableFuture()
                .copy()
                .orTimeout(PROOF_SECONDS, TimeUnit.SECONDS)
                .whenComplete((_, failed) -> exchange.worker().later(() -> {
                    if (failed == null) {
                        then.accept(request, null);
                    } else if (!exchange.over()) {
                        exchange.gateway().noticed(target + ": there is no credential: " + failed.getMessage());
                        then.accept(null, new Failure.UpstreamCredentials(target, 401));
                    }
                }));
    }

    private static URI url(Destination destination, String path) {
        URI base = destination.provider().baseUrl();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path);
    }

    private static HeaderList headers(Exchange exchange, Attempts.Next.Try next, Written written, boolean stream) {
        HeaderList headers = next.destination().headers();
        headers.add("content-type", "application/json");
        headers.add("accept", stream ? accepted(next.way()) : "application/json");
        written.headers().forEach((name, value) -> {
            if (headers.get(name) == null) {
                headers.add(name, value);
            }
        });
        exchange.draft().tell(headers);
        RequestHeaders.forward(exchange.request(), next.destination().provider(), next.way(), headers);
        return headers;
    }

    private static String accepted(Way way) {
        return switch (framing(way)) {
            case SSE -> "text/event-stream";
            case LINES -> "application/x-ndjson";
            case AWS_EVENT_STREAM -> "application/vnd.amazon.eventstream";
        };
    }

    private static Framing framing(Way way) {
        return switch (way) {
            case Way.Splice _ -> Framing.SSE;
            case Way.Repack repack -> repack.recast().framing();
            case Way.Translate translate -> {
                Translator.Streams streams = translate.translator().streams();
                yield streams == null ? Framing.SSE : streams.provider().framing();
            }
        };
    }
}
