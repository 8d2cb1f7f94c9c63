package dev.bifrost.exchange;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.AnswerContext;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.Replay;
import dev.bifrost.dialect.TranslatedAnswer;
import dev.bifrost.dialect.Translator;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer in another dialect than the client's: held until it is complete, then written in the client's words; as
 * a stream, if that is what the client asked for and the provider did not give.
 */
final class TranslatedWhole implements Answer {
    /** What it takes on the heap while it is read and written, for each of its bytes. */
    private static final int HEAP_PER_BYTE = 4;

    /** A larger answer is translated on a thread of its own. */
    private static final int LARGE = 256 << 10;

    private static final int LARGEST = 64 << 20;

    private final GovernedCall call;
    private final Exchange exchange;
    private final Target target;
    private final ResponseHead head;
    private final Translator translator;
    private final Question question;
    private final AnswerContext context;
    private final @Nullable AnswerWriter writer;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(1024);
    private final HeapShare heap;
    private boolean released;
    private boolean discarded;
    /** It was read to its end, and is no answer. */
    private boolean senseless;

    private @Nullable Usage usage;
    private @Nullable String model;

    /** {@code writer} if the client asked for a stream, else null. */
    TranslatedWhole(
            GovernedCall call,
            Exchange exchange,
            Target target,
            ResponseHead head,
            Translator translator,
            Question question,
            AnswerContext context,
            @Nullable AnswerWriter writer) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.head = head;
        this.translator = translator;
        this.question = question;
        this.context = context;
        this.writer = writer;
        this.heap = new HeapShare(exchange.gateway().translating());
    }

    @Override
    public void body(BodyPart part) {
        int length = part.length();
        Failure full = heap.need((long) HEAP_PER_BYTE * (held.size() + length));
        if (full != null || held.size() + length > LARGEST) {
            // Asking again would cost the client money, and bring as much.
            call.attemptFailed(
                    full instanceof Failure.Overloaded
                            ? full
                            : new Failure.Internal("The answer of " + target.provider()
                                    + " is too large to be translated; give the gateway more heap with -Xmx"));
            return;
        }
        byte[] scratch = exchange.worker().scratch().of(length);
        part.copyTo(scratch, 0);
        held.write(scratch, 0, length);
    }

    @Override
    public void end() {
        if (held.size() <= LARGE) {
            deliver(translated());
            return;
        }
        exchange.gateway().blocking().execute(() -> {
            Result result = translated();
            exchange.worker().later(() -> deliver(result));
        });
    }

    /** Bytes for the client, or a failure. */
    @SuppressWarnings("ArrayRecordComponent") // on its way from a thread to the loop, no further
    private record Result(
            byte @Nullable [] bytes,
            @Nullable Usage usage,
            @Nullable String model,
            List<String> losses,
            @Nullable Failure failure) {
        static Result failed(Failure failure) {
            return new Result(null, null, null, List.of(), failure);
        }
    }

    private Result translated() {
        byte[] answered = held.toByteArray();
        try {
            Json.Obj json = Json.readObject(answered, 0, answered.length);
            Translator.Streams streams = translator.streams();
            if (writer != null && streams != null) {
                ChatAnswer answer = context.complete(streams.provider().read(json, context.recipient()));
                SseOutput out = new SseOutput();
                Replay.of(answer, event -> writer.write(event, out));
                byte[] bytes = Arrays.copyOf(out.bytes(), out.length());
                return new Result(bytes, answer.usage(), answer.model(), streams.losses(answer), null);
            }
            TranslatedAnswer answer = translator.answer(json, question, context);
            return new Result(answer.json().bytes(), answer.usage(), answer.model(), answer.losses(), null);
        } catch (MalformedJson e) {
            return Result.failed(new Failure.UpstreamBroken(target, "it is not the JSON it should be"));
        } catch (AnswerFault fault) {
            ErrorDetail error = fault.error();
            return Result.failed(
                    error == null
                            ? new Failure.UpstreamBroken(target, String.valueOf(fault.getMessage()))
                            : OpenAiErrors.failure(target, error));
        } catch (RuntimeException | StackOverflowError e) {
            exchange.gateway().crashed(e);
            return Result.failed(new Failure.UpstreamBroken(
                    target, "it makes no sense (" + e.getClass().getSimpleName() + ")"));
        }
    }

    private void deliver(Result result) {
        if (discarded || exchange.over()) {
            return;
        }
        heap.keep(0);
        byte[] bytes = result.bytes();
        if (bytes == null) {
            senseless = true;
            call.attemptFailed(
                    result.failure() == null ? new Failure.UpstreamBroken(target, "it is empty") : result.failure());
            return;
        }
        usage = result.usage();
        model = result.model();
        released = true;
        exchange.draft().lost(result.losses());
        exchange.lastBytes();
        String type = writer == null ? "application/json" : "text/event-stream";
        exchange.commit(
                ReplyHeaders.translated(head, type, writer == null ? bytes.length : -1),
                writer == null ? bytes.length : -1);
        call.contentFlows();
        exchange.delivery().bytes(Unpooled.wrappedBuffer(bytes));
        exchange.complete();
    }

    @Override
    public boolean contentReleased() {
        return released;
    }

    @Override
    public boolean isStream() {
        return writer != null;
    }

    @Override
    public @Nullable Usage usage() {
        return usage;
    }

    @Override
    public long deliveredTokens() {
        return senseless ? 0 : held.size() / 4;
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public void discard() {
        discarded = true;
        heap.keep(0);
    }
}
