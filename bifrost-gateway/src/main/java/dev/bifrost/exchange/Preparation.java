package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.dialect.Translator;
import dev.bifrost.provider.Provider;
import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.RequestBody;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a client's request what one target is sent: spliced, repacked or translated, and with the proof of who is
 * calling. A small request is ready at once; what is large leaves the loop and comes back, and so does a proof that must
 * be fetched. Only the last preparation that was begun comes to anything.
 */
final class Preparation {
    /** A larger document is read and written on a thread of its own. */
    private static final int LARGE = 256 << 10;

    /** What a document takes on the heap while it is read and written, for each of its bytes. */
    private static final int HEAP_PER_BYTE = 6;

    private static final URI NOWHERE = URI.create("");

    /** Hears what came of it, on the loop. */
    interface Outcome {
        /** It can be sent. */
        void ready(UpstreamRequest request);

        /** This target would not get all that the client said. */
        void lossy(List<String> losses);

        /** It can not be sent to this target, or to none. */
        void impossible(Failure failure);
    }

    private final Exchange exchange;
    private final Operation operation;
    private final RequestBuffer buffer;
    private final boolean strict;
    private @Nullable UnderstoodRequest understood;
    private long reserved;
    private int begun;

    /** {@code strict}: a request that a target could not get whole is not sent to it. */
    Preparation(Exchange exchange, Operation operation, RequestBuffer buffer, boolean strict) {
        this.exchange = exchange;
        this.operation = operation;
        this.buffer = buffer;
        this.strict = strict;
    }

    /** Prepares for a try. What was prepared before is forgotten. */
    void begin(Attempts.Next.Try next, boolean injectUsage, Outcome outcome) {
        int mine = ++begun;
        switch (next.way()) {
            case Way.Splice splice -> {
                RequestScan scan = buffer.scan();
                String model = next.destination()
                        .provider()
                        .wireName(next.step().target().model());
                String renamed = model.equals(scan.model()) ? null : model;
                boolean keepTags = next.destination().provider().type().equals("litellm");
                List<Piece> body = Piece.spliced(buffer.length(), scan.splices(renamed, injectUsage, keepTags));
                sign(next, new Written(body, Map.of(), List.of()), mine, outcome);
            }
            case Way.Repack repack -> {
                List<String> betas = RequestHeaders.betas(exchange.request());
                understand(
                        mine,
                        outcome,
                        asked -> work(next, mine, outcome, asked, () -> asked.repacked(repack.recast(), betas)));
            }
            case Way.Translate translate -> {
                Recipient recipient = recipient(next);
                understand(
                        mine,
                        outcome,
                        asked -> work(
                                next, mine, outcome, asked, () -> asked.translated(translate.translator(), recipient)));
            }
        }
    }

    static Recipient recipient(Attempts.Next.Try next) {
        Provider provider = next.destination().provider();
        Target target = next.step().target();
        return new Recipient(
                provider.name(), provider.type(), provider.wireName(target.model()), provider.quirks(target.model()));
    }

    // 1. The request as a document.

    /** Reads the body, if it has not been read. */
    private void understand(int mine, Outcome outcome, Consumer<UnderstoodRequest> then) {
        UnderstoodRequest known = understood;
        if (known != null) {
            then.accept(known);
            return;
        }
        LongStrings strings = new LongStrings(exchange.worker().random());
        List<Piece> asked = Piece.spliced(buffer.length(), buffer.scan().withoutTags());
        read(buffer.composed(asked), mine, strings::feed, () -> {
            UnderstoodRequest read =
                    new UnderstoodRequest(exchange.snapshot().dialects().client(operation), strings);
            long heap = (long) HEAP_PER_BYTE * read.size();
            Failure full = reserve(heap);
            if (full != null) {
                outcome.impossible(full);
                return;
            }
            understood = read;
            then.accept(read);
        });
    }

    private @Nullable Failure reserve(long heap) {
        MemoryBudget budget = exchange.gateway().translating();
        if (heap > budget.limit()) {
            return new Failure.BodyTooLarge(
                    budget.limit() / HEAP_PER_BYTE, "of text that is translated; give the gateway more heap with -Xmx");
        }
        if (!budget.reserve(heap)) {
            return new Failure.Overloaded(
                    "The gateway translates as much as its heap allows; try again", Duration.ofSeconds(1));
        }
        reserved = heap;
        return null;
    }

    /** What is asked; null if the request has not been read as a document. */
    @Nullable
    UnderstoodRequest understood() {
        return understood;
    }

    /** Reads the request as a document though nobody is asked, and says so. */
    void understand(Outcome outcome, Consumer<UnderstoodRequest> then) {
        understand(++begun, outcome, then);
    }

    // 2. In the target's words.

    private interface Writing {
        Written write() throws Refusal;
    }

    private void work(Attempts.Next.Try next, int mine, Outcome outcome, UnderstoodRequest asked, Writing writing) {
        if (asked.size() <= LARGE) {
            written(next, mine, outcome, outcomeOf(writing));
        } else {
            exchange.gateway().blocking().execute(() -> {
                Object result = outcomeOf(writing);
                exchange.worker().loop().execute(() -> written(next, mine, outcome, result));
            });
        }
    }

    /** A {@link Written}, or a {@link Failure}. */
    private static Object outcomeOf(Writing writing) {
        try {
            return writing.write();
        } catch (Refusal refusal) {
            return refusal.failure();
        } catch (RuntimeException | StackOverflowError e) {
            return e;
        }
    }

    private void written(Attempts.Next.Try next, int mine, Outcome outcome, Object result) {
        if (mine != begun || exchange.over()) {
            return;
        }
        switch (result) {
            case Written written -> {
                if (strict && !written.losses().isEmpty()) {
                    outcome.lossy(written.losses());
                } else {
                    exchange.draft().lossy = written.losses();
                    sign(next, written, mine, outcome);
                }
            }
            case Failure failure -> outcome.impossible(failure);
            case Throwable crash -> exchange.crashed(crash);
            default -> throw new IllegalStateException("no outcome: " + result);
        }
    }

    // 3. With proof of who is calling.

    private void sign(Attempts.Next.Try next, Written written, int mine, Outcome outcome) {
        HeaderList headers = headers(next, written);
        RequestBody body = buffer.composed(written.body());
        if (!next.key().signsBody()) {
            prove(next, headers, body, new byte[0], mine, outcome);
            return;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream((int) body.length());
        read(body, mine, (bytes, from, to) -> whole.write(bytes, from, to - from), () -> {
            byte[] bytes = whole.toByteArray();
            prove(next, headers, buffer.composed(List.of(new Piece.Bytes(bytes))), bytes, mine, outcome);
        });
    }

    private void prove(
            Attempts.Next.Try next, HeaderList headers, RequestBody body, byte[] signed, int mine, Outcome outcome) {
        boolean stream = buffer.scan().stream();
        String path = next.destination().basePath()
                + next.way()
                        .surface()
                        .path(
                                next.destination()
                                        .provider()
                                        .wireName(next.step().target().model()),
                                stream);
        UpstreamRequest request = new UpstreamRequest(
                next.destination().origin(),
                "POST",
                path,
                headers,
                body,
                next.destination().provider().timeouts());
        URI url = next.key().signsBody() ? url(next.destination(), path) : NOWHERE;
        CompletionStage<?> proof = next.key().authorize("POST", url, headers, () -> signed);
        if (proof == null) {
            outcome.ready(request);
            return;
        }
        Target target = next.step().target();
        proof.whenComplete((_, failed) -> exchange.worker().loop().execute(() -> {
            if (mine == begun && !exchange.over()) {
                if (failed == null) {
                    outcome.ready(request);
                } else {
                    exchange.gateway().noticed(target + ": there is no credential: " + failed.getMessage());
                    outcome.impossible(new Failure.UpstreamCredentials(target, 401));
                }
            }
        }));
    }

    private static URI url(Destination destination, String path) {
        URI base = destination.provider().baseUrl();
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path);
    }

    private HeaderList headers(Attempts.Next.Try next, Written written) {
        Provider provider = next.destination().provider();
        HeaderList headers = next.destination().headers();
        headers.add("content-type", "application/json");
        headers.add("accept", accepted(next.way()));
        written.headers().forEach((name, value) -> {
            if (headers.get(name) == null) {
                headers.add(name, value);
            }
        });
        RequestHeaders.forward(exchange.request(), provider, next.way(), headers);
        return headers;
    }

    private String accepted(Way way) {
        if (!buffer.scan().stream()) {
            return "application/json";
        }
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

    // Reading what may lie in a file.

    private interface Reading {
        void take(byte[] bytes, int from, int to);
    }

    private void read(RequestBody body, int mine, Reading reading, Runnable then) {
        BodySource source = body.open();
        source.whenReady(() -> pull(source, mine, reading, then));
        pull(source, mine, reading, then);
    }

    private void pull(BodySource source, int mine, Reading reading, Runnable then) {
        if (mine != begun || exchange.over()) {
            source.close();
            return;
        }
        for (ByteBuf piece = source.next(); piece != null; piece = source.next()) {
            try {
                int length = piece.readableBytes();
                for (int at = 0; at < length; at += 64 << 10) {
                    int n = Math.min(64 << 10, length - at);
                    byte[] scratch = exchange.worker().scratch().of(n);
                    piece.getBytes(piece.readerIndex() + at, scratch, 0, n);
                    reading.take(scratch, 0, n);
                }
            } finally {
                piece.release();
            }
        }
        if (source.exhausted()) {
            source.close();
            then.run();
        }
    }

    /** The question without what only providers need, for whoever writes its answer. */
    Question questionForAnswer() {
        UnderstoodRequest asked = understood;
        if (asked == null) {
            throw new IllegalStateException("the request has not been read");
        }
        try {
            return asked.question().withoutContent();
        } catch (Refusal refusal) {
            throw new IllegalStateException("the request was not understood", refusal);
        }
    }

    /** Forgets the document; nothing that is under way comes to anything. */
    void release() {
        begun++;
        understood = null;
        exchange.gateway().translating().release(reserved);
        reserved = 0;
    }
}
