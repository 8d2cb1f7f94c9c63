package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.dialect.LongText;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.upstream.UpstreamRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    /** How long to wait for heap. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

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
    private final HeapShare heap;
    private @Nullable UnderstoodRequest understood;
    private @Nullable Question question;
    private boolean wholeTexts;
    private long patientUntil;
    private int begun;
    /** Tokens that each answer may have, if that is not -1. */
    private long most = -1;

    /** {@code strict}: a request that a target could not get whole is not sent to it. */
    Preparation(Exchange exchange, Operation operation, RequestBuffer buffer, boolean strict) {
        this.exchange = exchange;
        this.operation = operation;
        this.buffer = buffer;
        this.strict = strict;
        this.heap = new HeapShare(exchange.gateway().translating());
    }

    /** Prepares for a try. What was prepared before is forgotten. */
    void begin(Attempts.Next.Try next, boolean injectUsage, long mostTokens, Outcome outcome) {
        int mine = ++begun;
        most = mostTokens;
        switch (next.way()) {
            case Way.Splice _ -> {
                RequestScan scan = buffer.scan();
                String model = recipient(next).model();
                String renamed = model.equals(scan.model()) ? null : model;
                boolean keepTags = next.destination().provider().type().equals("litellm");
                List<Piece> body = Piece.spliced(
                        buffer.length(), scan.splices(renamed, injectUsage, keepTags, mostTokens, limitName(next)));
                send(next, new Written(body, Map.of(), List.of()), mine, outcome);
            }
            case Way.Repack repack -> {
                List<String> betas = RequestHeaders.betas(exchange.request());
                translate(next, mine, outcome, asked -> asked.repacked(repack.recast(), betas, mostTokens));
            }
            case Way.Translate translate -> {
                Recipient recipient = recipient(next);
                translate(
                        next, mine, outcome, asked -> asked.translated(translate.translator(), recipient, mostTokens));
            }
        }
    }

    /** What the most tokens of an answer are called where the client has not said it. */
    private String limitName(Attempts.Next.Try next) {
        if (operation == Operation.RESPONSES) {
            return "max_output_tokens";
        }
        String type = next.destination().provider().type();
        boolean openAi = type.equals("openai") || type.equals("azure");
        return operation == Operation.CHAT && openAi ? "max_completion_tokens" : "max_tokens";
    }

    static Recipient recipient(Attempts.Next.Try next) {
        var provider = next.destination().provider();
        String model = next.step().target().model();
        return new Recipient(provider.name(), provider.type(), provider.wireName(model), provider.quirks(model));
    }

    private boolean wanted(int mine) {
        return mine == begun && !exchange.over();
    }

    // 1. The request as a document.

    /** Reads the body, if it has not been read. */
    private void understand(int mine, Outcome outcome, Consumer<UnderstoodRequest> then) {
        UnderstoodRequest known = understood;
        if (known != null) {
            then.accept(known);
            return;
        }
        List<Piece> asked = Piece.spliced(buffer.length(), buffer.scan().withoutTags());
        LongStrings strings = new LongStrings(exchange.worker().random(), asked, wholeTexts);
        BodyReading.of(
                buffer.composed(asked),
                exchange,
                () -> wanted(mine),
                (bytes, from, to) -> {
                    strings.feed(bytes, from, to);
                    return heap.need(strings.heap());
                },
                failure -> {
                    if (failure != null) {
                        heap.keep(0);
                        wait(mine, failure, outcome, then);
                        return;
                    }
                    var read =
                            new UnderstoodRequest(exchange.snapshot().dialects().client(operation), strings);
                    understood = read;
                    then.accept(read);
                });
    }

    /** What others have of the heap they have for milliseconds, so it is worth to try again. */
    private void wait(int mine, Failure failure, Outcome outcome, Consumer<UnderstoodRequest> then) {
        Worker worker = exchange.worker();
        patientUntil = patientUntil == 0 ? worker.now() + PATIENCE : patientUntil;
        if (!(failure instanceof Failure.Overloaded) || worker.now() - patientUntil > 0) {
            outcome.impossible(failure);
            return;
        }
        Runnable again = () -> {
            if (wanted(mine)) {
                understand(mine, outcome, then);
            }
        };
        worker.loop().schedule(again, 10 + worker.random().nextInt(20), TimeUnit.MILLISECONDS);
    }

    // 2. In the target's words.

    private interface Work<T> {
        T on(UnderstoodRequest asked) throws Refusal;
    }

    private void translate(Attempts.Next.Try next, int mine, Outcome outcome, Work<Written> writing) {
        understand(
                mine,
                outcome,
                asked -> work(mine, asked, writing, result -> {
                    switch (result) {
                        case Written written -> written(next, written, mine, outcome);
                        case Failure failure -> outcome.impossible(failure);
                        case LongText.Missing _
                        when !wholeTexts -> {
                            wholeTexts = true;
                            understood = null;
                            begin(next, false, most, outcome);
                        }
                        case LongText.Missing _ ->
                            outcome.impossible(new Failure.InvalidRequest("A document holds what looks like one of the"
                                    + " gateway's own marks: U+E0B1 and 42 digits"));
                        case Throwable crash -> exchange.crashed(crash);
                        default -> throw new IllegalStateException("no outcome: " + result);
                    }
                }));
    }

    /** Does it here if it is little, else elsewhere; {@code then} gets what came of it, on the loop, if it is wanted. */
    private void work(int mine, UnderstoodRequest asked, Work<?> work, Consumer<Object> then) {
        if (asked.size() <= LARGE) {
            then.accept(outcomeOf(work, asked));
            return;
        }
        exchange.gateway().blocking().execute(() -> {
            Object result = outcomeOf(work, asked);
            exchange.worker().later(() -> {
                if (wanted(mine)) {
                    then.accept(result);
                }
            });
        });
    }

    /** What the work gives, a {@link Failure}, or what else was thrown. */
    private static Object outcomeOf(Work<?> work, UnderstoodRequest asked) {
        try {
            return work.on(asked);
        } catch (Refusal refusal) {
            return refusal.failure();
        } catch (RuntimeException | StackOverflowError e) {
            return e;
        }
    }

    private void written(Attempts.Next.Try next, Written written, int mine, Outcome outcome) {
        if (strict && !written.losses().isEmpty()) {
            outcome.lossy(written.losses());
            return;
        }
        exchange.draft().lossy = written.losses();
        UnderstoodRequest asked = understood;
        if (next.way() instanceof Way.Translate && asked != null) {
            question = asked.questionForAnswer();
        }
        understood = null; // another target is rare enough to read it again for
        heap.keep(written.ownBytes());
        send(next, written, mine, outcome);
    }

    // 3. On its way.

    private void send(Attempts.Next.Try next, Written written, int mine, Outcome outcome) {
        Outgoing.request(exchange, buffer, next, written, (request, failure) -> {
            if (wanted(mine) && request != null) {
                outcome.ready(request);
            } else if (wanted(mine) && failure != null) {
                outcome.impossible(failure);
            }
        });
    }

    /** Counts the tokens of the request by estimate. */
    void estimate(Outcome outcome, Consumer<Long> then) {
        int mine = ++begun;
        understand(
                mine,
                outcome,
                asked -> work(mine, asked, UnderstoodRequest::estimatedTokens, result -> {
                    switch (result) {
                        case Long tokens -> then.accept(tokens);
                        case Failure failure -> outcome.impossible(failure);
                        case Throwable crash -> exchange.crashed(crash);
                        default -> throw new IllegalStateException("no outcome: " + result);
                    }
                }));
    }

    /** What was asked, for whoever writes the answer: without what only providers need. */
    Question questionForAnswer() {
        Question asked = question;
        if (asked == null) {
            throw new IllegalStateException("the request has not been translated");
        }
        return asked;
    }

    /** Forgets the document; nothing that is under way comes to anything. */
    void release() {
        begun++;
        understood = null;
        question = null;
        heap.keep(0);
    }
}
