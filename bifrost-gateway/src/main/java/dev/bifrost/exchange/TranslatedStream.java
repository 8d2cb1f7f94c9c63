package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.dialect.AnswerContext;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.dialect.Translator;
import dev.bifrost.dialect.Unshown;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.frame.Frames;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream in another dialect than the client's: read event by event, and written in the loop turn in which it came. Until
 * its first content nothing reaches the client, so that a failing provider can be replaced unseen. It never ends well
 * unless the provider said that it was over.
 */
final class TranslatedStream implements Answer {
    /** So much preamble is held before the client is shown what there is. */
    private static final int HOLD = 64 << 10;

    private final GovernedCall call;
    private final Exchange exchange;
    private final Target target;
    private final AnswerContext context;
    private @Nullable ResponseHead head;
    private final ClientDialect client;
    private final FrameReader frames;
    private final AnswerReader reader;
    private final AnswerWriter writer;
    private final SseOutput out;
    private final FrameReader.Sink events = this::event;
    private final Consumer<ChatEvent> accepted = this::accept;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;

    private boolean content;
    private boolean flowing;
    private boolean sawContent;
    /** Whether there is more of it than thoughts. */
    private boolean said;

    private boolean ended;
    private boolean shown;
    private @Nullable Failure failure;
    private @Nullable Usage usage;
    private @Nullable String model;
    /** Characters of texts, thoughts and arguments. */
    private long characters;

    private long deltas;

    TranslatedStream(
            GovernedCall call,
            Exchange exchange,
            Target target,
            ResponseHead head,
            Translator.Streams streams,
            AnswerWriter writer,
            AnswerContext context) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.head = ReplyHeaders.translated(head, "text/event-stream", -1);
        this.client = streams.client();
        this.frames = Frames.reader(streams.provider().framing());
        this.reader = streams.provider().stream(context.recipient());
        this.writer = writer;
        this.context = context;
        this.out = exchange.worker().scratch().output();
    }

    @Override
    public void body(BodyPart part) {
        int length = part.length();
        byte[] scratch = exchange.worker().scratch().of(length);
        part.copyTo(scratch, 0);
        read(() -> frames.feed(scratch, 0, length, events));
    }

    private interface Reading {
        void read() throws AnswerFault;
    }

    /** Reads more, unless all has been said. */
    private void read(Reading reading) {
        if (failure != null || ended) {
            return;
        }
        out.clear();
        try {
            reading.read();
        } catch (AnswerFault fault) {
            note(fault);
        } catch (RuntimeException | StackOverflowError e) {
            exchange.gateway().crashed(e);
            note(new AnswerFault("it makes no sense (" + e.getClass().getSimpleName() + ")"));
        }
        settle();
    }

    private void event(WireEvent event) throws AnswerFault {
        if (failure == null && !ended) {
            reader.event(event, accepted);
        }
    }

    private void note(AnswerFault fault) {
        if (failure == null && !ended) {
            failure = fault.error() == null
                    ? new Failure.UpstreamBroken(target, String.valueOf(fault.getMessage()))
                    : OpenAiErrors.failure(target, fault.error());
        }
    }

    private void accept(ChatEvent event) {
        if (failure != null || ended) {
            return;
        }
        if (event instanceof ChatEvent.Opened opened && AnswerContext.isNamelessCall(opened.part())) {
            failure = new Failure.UpstreamBroken(target, AnswerContext.NAMELESS);
            return;
        }
        if (event instanceof ChatEvent.Finished finished && finished.reason() == FinishReason.MALFORMED && !said) {
            failure = OpenAiErrors.failure(target, AnswerContext.SENSELESS);
            return;
        }
        said |= AnswerContext.says(event);
        measure(event);
        sawContent |= event.isContent();
        if (event instanceof ChatEvent.Opened opened) {
            String unshown = Unshown.of(opened.part(), client);
            if (unshown != null) {
                exchange.draft().lost(List.of(unshown));
            }
        }
        switch (event) {
            case ChatEvent.Failed failed -> failure = OpenAiErrors.failure(target, failed.error());
            case ChatEvent.Started started -> {
                model = started.model().isEmpty() ? null : started.model();
                writer.write(context.complete(started), out);
            }
            case ChatEvent.Metered metered -> {
                usage = metered.usage();
                writer.write(event, out);
            }
            case ChatEvent.Ended _ -> {
                ended = true;
                writer.write(event, out);
            }
            case ChatEvent.Opened(int choice, int block, Part part) ->
                writer.write(new ChatEvent.Opened(choice, block, context.complete(part, choice, block)), out);
            case ChatEvent.TextDelta _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.ThinkingDelta _,
                    ChatEvent.ArgumentsDelta _,
                    ChatEvent.Sealed _,
                    ChatEvent.Cited _,
                    ChatEvent.Closed _,
                    ChatEvent.Finished _ -> writer.write(event, out);
        }
    }

    private void measure(ChatEvent event) {
        switch (event) {
            case ChatEvent.TextDelta delta -> measure(delta.text());
            case ChatEvent.RefusalDelta delta -> measure(delta.text());
            case ChatEvent.ThinkingDelta delta -> measure(delta.text());
            case ChatEvent.ArgumentsDelta delta -> measure(delta.json());
            case ChatEvent.Started _,
                    ChatEvent.Opened _,
                    ChatEvent.Sealed _,
                    ChatEvent.Cited _,
                    ChatEvent.Closed _,
                    ChatEvent.Finished _,
                    ChatEvent.Metered _,
                    ChatEvent.Failed _,
                    ChatEvent.Ended _ -> {}
        }
    }

    private void measure(String text) {
        characters += text.length();
        deltas++;
    }

    /** Releases what was written, or holds it; tells of a failure. */
    private void settle() {
        Failure failed = failure;
        if (failed != null && !content && !sawContent) {
            call.attemptFailed(failed);
            return;
        }
        if (ended) {
            exchange.lastBytes();
        }
        if (!content && (sawContent || pending.readableBytes() + out.length() > HOLD)) {
            content = true;
            commit();
            call.contentFlows();
        }
        keep();
        if (content || flowing) {
            release();
        }
        if (failed != null) {
            call.attemptFailed(failed);
        }
    }

    private void keep() {
        int length = out.length();
        if (length == 0) {
            return;
        }
        if (pending.maxFastWritableBytes() < length) {
            ByteBuf larger = exchange.allocator().directBuffer(pending.readableBytes() + length);
            larger.writeBytes(pending);
            pending.release();
            pending = larger;
        }
        pending.writeBytes(out.bytes(), 0, length);
        out.clear();
    }

    private void release() {
        if (pending.isReadable()) {
            ByteBuf all = pending;
            pending = Unpooled.EMPTY_BUFFER;
            shown = true;
            exchange.delivery().bytes(all);
        }
    }

    private void commit() {
        if (head != null) {
            exchange.commit(head, -1);
            head = null;
        }
    }

    @Override
    public void show() {
        if (!content && !flowing) {
            flowing = true;
            commit();
            release();
        }
    }

    @Override
    public void end() {
        read(() -> {
            frames.end(events);
            if (failure == null && !ended) {
                reader.end(accepted);
            }
            if (!ended) {
                throw new AnswerFault("its stream ended before it was complete");
            }
        });
        if (ended && !exchange.over()) {
            exchange.complete();
        }
    }

    @Override
    public boolean contentReleased() {
        return content;
    }

    @Override
    public boolean beginningShown() {
        return shown;
    }

    @Override
    public boolean isOver() {
        return ended;
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public byte[] errorEvent(Failure told) {
        SseOutput event = exchange.worker().scratch().output();
        event.clear();
        writer.fail(told, event);
        return Arrays.copyOf(event.bytes(), event.length());
    }

    @Override
    public @Nullable Usage usage() {
        return usage;
    }

    @Override
    public long deliveredTokens() {
        return Math.max(deltas, characters / 4);
    }

    @Override
    public @Nullable String model() {
        return model;
    }

    @Override
    public void discard() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
    }
}
