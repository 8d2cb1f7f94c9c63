package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Follows one answer of type {@code text/event-stream} in OpenAI's dialects or Anthropic's and says of each event where it ends and
 * what it is. The bytes are not changed, and kept only while an event is incomplete.
 */
public final class StreamFollower {
    /** An event of more bytes is passed on without being looked at. */
    public static final int MAX_EVENT = 1 << 20;

    private static final int MAX_USAGE = 16 << 10;
    private static final int HEAD = 512;
    private static final int BYTES_PER_TOKEN = 4;
    private static final byte[] NOTHING = {};
    private static final byte[] DONE = ascii("[DONE]");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] CREATED = ascii("\"response.created\"");
    private static final byte[] QUEUED = ascii("\"response.queued\"");
    private static final byte[] IN_PROGRESS = ascii("\"response.in_progress\"");
    private static final byte[] COMPLETED = ascii("\"response.completed\"");
    private static final byte[] INCOMPLETE = ascii("\"response.incomplete\"");
    private static final byte[] FAILED = ascii("\"response.failed\"");
    private static final byte[] MESSAGE_START = ascii("\"message_start\"");
    private static final byte[] BLOCK_START = ascii("\"content_block_start\"");
    private static final byte[] PING = ascii("\"ping\"");
    private static final byte[] MESSAGE_STOP = ascii("\"message_stop\"");

    /** What an event is to the gateway. */
    public enum EventKind {
        /** Nothing a client could show: it does not commit. */
        PREAMBLE,
        /**
         * Opens a text or thought of Anthropic's that is still empty: it does not commit, but unlike a preamble another
         * answer has one of its own, so that it can neither be left out nor, once shown, be followed by another answer.
         */
        OPENING,
        /** Content, and whatever is unknown. */
        CONTENT,
        /** {@code choices: []} with a usage: withheld from a client that did not ask for it. */
        USAGE_ONLY,
        /** The provider reports a failure; see {@link #error}. */
        ERROR,
        /** {@code [DONE]}. */
        DONE,
        /** Nothing that an SSE client would be told of. */
        COMMENT
    }

    /** Is told of each event as it ends. */
    public interface Sink {
        /**
         * An event has ended.
         *
         * @param end index in the bytes being fed, just after the event's blank line; events follow each other without
         *     gaps. Equal to {@code from} if the event turned out to have ended with the bytes fed before.
         */
        void event(EventKind kind, int end);
    }

    private final boolean responses;
    private final boolean messages;
    private final SseFramer framer = new SseFramer();
    private final SseEvent event = new SseEvent();
    private final EventJson json = new EventJson();
    private final LightLook lightLook;
    private final DeltaText deltaText;
    private boolean exact = true;

    private byte[] carried = NOTHING;
    private long carriedLength;

    private byte[] usageBytes = NOTHING;
    private int usageLength;
    /** Anthropic tells what went in at the start. */
    private byte[] startUsage = NOTHING;

    private boolean usageIsNew;
    private @Nullable Usage usage;
    private @Nullable String model;
    private @Nullable ErrorDetail error;
    private boolean terminated;
    private boolean malformed;
    private long delivered;

    /** Follows an answer to this operation. */
    public StreamFollower(Operation operation) {
        responses = operation == Operation.RESPONSES;
        messages = operation == Operation.MESSAGES;
        lightLook = new LightLook(operation);
        deltaText = new DeltaText(operation);
    }

    /** Reads on; events may be cut anywhere. */
    public void feed(byte[] bytes, int from, int to, Sink sink) {
        int start = from;
        for (int end = framer.next(bytes, start, to); end >= 0; end = framer.next(bytes, start, to)) {
            EventKind kind = kind(bytes, start, end);
            if (kind == EventKind.CONTENT && event.hasData()) {
                delivered += tokens(deltaText.length(event.data(), event.dataFrom(), event.dataTo()));
            }
            sink.event(kind, end);
            start = end;
        }
        if (start < to) {
            carry(bytes, start, to);
        }
    }

    /**
     * Whether every event's kind is to be exact, as it is at the start. Otherwise all that can be told apart cheaply is,
     * and the rest is {@link EventKind#CONTENT}.
     */
    public void classifyAll(boolean all) {
        exact = all;
    }

    /** Whether an event has begun and not ended. */
    public boolean midEvent() {
        return carriedLength > 0;
    }

    /** The last usage that the answer gave, with what it gave at its start; null if it gave none so far. */
    public @Nullable Usage usage() {
        if (usageIsNew) {
            usage = UsageReader.read(startUsage, 0, startUsage.length, usageBytes, 0, usageLength);
            usageIsNew = false;
        }
        return usage;
    }

    /** The model that the answer names. */
    public @Nullable String model() {
        return model;
    }

    /** Whether the answer has said that it is over. */
    public boolean terminated() {
        return terminated;
    }

    /** What the last {@link EventKind#ERROR} said. */
    public @Nullable ErrorDetail error() {
        return error;
    }

    private static long tokens(int text) {
        return Math.ceilDiv(text, BYTES_PER_TOKEN);
    }

    /** How many tokens of content have come, by estimate: at least one for each piece of text. */
    public long deliveredTokens() {
        return delivered;
    }

    /** Responses API: the {@code sequence_number} that an event of our own would have to carry. */
    public int nextSequence() {
        return lightLook.sequence() + 1;
    }

    /** Whether there was an event that should have held JSON and did not. */
    public boolean malformed() {
        return malformed;
    }

    private EventKind kind(byte[] bytes, int from, int to) {
        if (carriedLength == 0) {
            return kindOf(bytes, from, to, to - from);
        }
        carry(bytes, from, to);
        EventKind kind = kindOf(carried, 0, (int) Math.min(carriedLength, carried.length), carriedLength);
        carriedLength = 0;
        if (carried.length > 64 << 10) {
            carried = NOTHING;
        }
        return kind;
    }

    private void carry(byte[] bytes, int from, int to) {
        int kept = (int) Math.min(carriedLength, MAX_EVENT);
        int taken = Math.min(to - from, MAX_EVENT - kept);
        if (carried.length < kept + taken) {
            carried = Arrays.copyOf(carried, Math.min(MAX_EVENT, Math.max(1024, 2 * (kept + taken))));
        }
        System.arraycopy(bytes, from, carried, kept, taken);
        carriedLength += to - from;
    }

    private EventKind kindOf(byte[] b, int from, int to, long length) {
        if (length > MAX_EVENT) {
            return kindOfHuge(b, from);
        }
        event.read(b, from, to, framer.eventLines());
        boolean named = event.isNamed(ERROR);
        if (!event.hasData()) {
            return named ? fail() : EventKind.COMMENT;
        }
        if (event.dataStartsWith(DONE)) {
            terminated = true;
            return EventKind.DONE;
        }
        // Also notes the sequence number, so it comes first.
        boolean look = lightLook.mustLook(event.data(), event.dataFrom(), event.dataTo());
        return look || exact || named ? look(named) : EventKind.CONTENT;
    }

    /** A response may end in an event that repeats all of it, images included: its first bytes name it. */
    private EventKind kindOfHuge(byte[] b, int from) {
        event.read(b, from, from + HEAD, 0);
        terminated |= responses && lightLook.mustLook(event.data(), event.dataFrom(), event.dataTo());
        return EventKind.CONTENT;
    }

    private EventKind look(boolean named) {
        if (!json.read(event.data(), event.dataFrom(), event.dataTo())) {
            malformed = true;
            return named ? fail() : EventKind.CONTENT;
        }
        if (model == null) {
            model = json.model();
        }
        noteUsage();
        boolean failed = json.is(EventJson.TYPE, FAILED);
        terminated |= failed || json.is(EventJson.TYPE, COMPLETED) || json.is(EventJson.TYPE, INCOMPLETE);
        if (named || failed || json.isError()) {
            return fail();
        }
        return responses ? kindOfResponse() : messages ? kindOfMessage() : kindOfChunk();
    }

    private EventKind kindOfMessage() {
        terminated |= json.is(EventJson.TYPE, MESSAGE_STOP);
        if (json.is(EventJson.TYPE, MESSAGE_START)) {
            return json.messageHasContent() ? EventKind.CONTENT : EventKind.PREAMBLE;
        }
        if (json.is(EventJson.TYPE, BLOCK_START)) {
            return json.opensEmptyBlock() ? EventKind.OPENING : EventKind.CONTENT;
        }
        return json.is(EventJson.TYPE, PING) ? EventKind.PREAMBLE : EventKind.CONTENT;
    }

    private EventKind kindOfResponse() {
        boolean preamble = json.is(EventJson.TYPE, CREATED)
                || json.is(EventJson.TYPE, IN_PROGRESS)
                || json.is(EventJson.TYPE, QUEUED);
        return preamble ? EventKind.PREAMBLE : EventKind.CONTENT;
    }

    private EventKind kindOfChunk() {
        if (json.isEmptyList(EventJson.CHOICES)) {
            return json.isObject(EventJson.USAGE) ? EventKind.USAGE_ONLY : EventKind.PREAMBLE;
        }
        boolean preamble = exact
                && json.isList(EventJson.CHOICES)
                && !Choices.haveContent(event.data(), json.start(EventJson.CHOICES), json.end(EventJson.CHOICES));
        return preamble ? EventKind.PREAMBLE : EventKind.CONTENT;
    }

    private EventKind fail() {
        var detail = event.hasData() ? ErrorReader.read(event.data(), event.dataFrom(), event.dataTo()) : null;
        error = detail != null ? detail : new ErrorDetail(0, "", "", "");
        return EventKind.ERROR;
    }

    private void noteUsage() {
        if (messages && json.isObject(EventJson.MESSAGE_USAGE)) {
            int from = json.start(EventJson.MESSAGE_USAGE);
            int to = json.end(EventJson.MESSAGE_USAGE);
            startUsage = to - from > MAX_USAGE ? NOTHING : Arrays.copyOfRange(event.data(), from, to);
            usageIsNew = true;
        }
        int field = json.usageField();
        if (field < 0) {
            return;
        }
        int length = json.end(field) - json.start(field);
        if (length > MAX_USAGE) {
            return;
        }
        if (usageBytes.length < length) {
            usageBytes = new byte[Math.max(512, length)];
        }
        System.arraycopy(event.data(), json.start(field), usageBytes, 0, length);
        usageLength = length;
        usageIsNew = true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
