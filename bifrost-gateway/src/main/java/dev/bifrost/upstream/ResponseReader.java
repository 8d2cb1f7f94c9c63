package dev.bifrost.upstream;

import dev.bifrost.api.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads the framing of HTTP/1.1 answers (RFC 9112) and nothing else: bodies are reported as spans of the buffer in which
 * they came, so that they can be passed on without being copied. Strict: what is ambiguous is an error, since a
 * provider's answer that two readers understand differently would end up in somebody else's conversation.
 */
final class ResponseReader {
    private static final byte[] NOTHING = {};
    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_LINE = 8 << 10;

    private enum State {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_SIZE_LF,
        CHUNK_DATA,
        CHUNK_DATA_CR,
        CHUNK_DATA_LF,
        TRAILERS,
        UNTIL_CLOSE,
        DONE
    }

    /** What a reader tells. */
    interface Sink {
        void head(ResponseHead head);

        void body(BodyPart part);

        void end();
    }

    /** The answer is not HTTP. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    private final Sink sink;
    private State state = State.HEAD;
    private boolean bodiless;
    private boolean reusable;
    private boolean begun;
    /** The head as far as it has come; given up with it, since streams outnumber heads. */
    private byte[] line = NOTHING;

    private int lineLength;
    private long remaining;
    private int digits;
    private boolean plain;
    private final BodyPart spans = new BodyPart(Unpooled.EMPTY_BUFFER);

    ResponseReader(Sink sink) {
        this.sink = sink;
    }

    /** Begins the next answer; {@code toHead} if the request was a HEAD, whose answer has no body. */
    void expect(boolean toHead) {
        state = State.HEAD;
        bodiless = toHead;
        lineLength = 0;
        reusable = false;
        begun = false;
    }

    /** True if any byte of the present answer has come, be it one that only informs. */
    boolean begun() {
        return begun;
    }

    /** True once the whole answer has come. */
    boolean done() {
        return state == State.DONE;
    }

    /** True if the connection can serve another request after this answer. */
    boolean reusable() {
        return state == State.DONE && reusable;
    }

    /** The connection was closed; true if that completes the answer. */
    boolean closed() {
        if (state == State.UNTIL_CLOSE) {
            state = State.DONE;
            sink.end();
            return true;
        }
        return state == State.DONE;
    }

    /** Reads a buffer to its end, or to the end of the answer, and leaves its indexes alone when it is done. */
    void read(ByteBuf in) throws Malformed {
        int at = in.readerIndex();
        int limit = in.writerIndex();
        begun |= at < limit;
        while (state == State.HEAD && at < limit) {
            at = readHead(in, at, limit);
        }
        if (at < limit && state != State.DONE) {
            in.readerIndex(at);
            at = readBody(in, at, limit);
        }
        if (at < limit && state == State.DONE) {
            reusable = false; // bytes that nobody asked for
        }
    }

    private int readHead(ByteBuf in, int from, int limit) throws Malformed {
        int at = from;
        while (at < limit) {
            byte b = in.getByte(at++);
            if (lineLength == line.length) {
                if (lineLength >= MAX_HEAD) {
                    throw new Malformed("its head is longer than " + MAX_HEAD + " bytes");
                }
                line = Arrays.copyOf(line, Math.max(512, lineLength * 2));
            }
            line[lineLength++] = b;
            if (b == '\n' && (lineLength < 2 || line[lineLength - 2] != '\r')) {
                throw new Malformed("a bare LF in its head");
            }
            if (b == '\n' && lineLength >= 4 && line[lineLength - 3] == '\n') {
                headComplete();
                return at;
            }
        }
        return at;
    }

    private void headComplete() throws Malformed {
        int statusEnd = lineEnd(0);
        int status = status(statusEnd);
        HeaderList headers = new HeaderList();
        for (int at = statusEnd + 2; at < lineLength - 2; ) {
            int end = lineEnd(at);
            addHeader(headers, at, end);
            at = end + 2;
        }
        lineLength = 0;
        if (status < 200) {
            if (status == 101) {
                throw new Malformed("it wants to switch protocols");
            }
            return; // informational; the real head follows
        }
        boolean http10 = line[7] == '0';
        line = NOTHING;
        frame(status, headers, http10);
    }

    private int lineEnd(int from) throws Malformed {
        for (int i = from; i < lineLength; i++) {
            if (line[i] == '\r') {
                if (line[i + 1] != '\n') {
                    throw new Malformed("a bare CR in its head");
                }
                return i;
            }
        }
        throw new Malformed("its head has no end");
    }

    private int status(int end) throws Malformed {
        boolean http1 = end >= 12
                && line[0] == 'H'
                && line[1] == 'T'
                && line[2] == 'T'
                && line[3] == 'P'
                && line[4] == '/'
                && line[5] == '1'
                && line[6] == '.'
                && (line[7] == '1' || line[7] == '0')
                && line[8] == ' '
                && (end == 12 || line[12] == ' ');
        if (http1) {
            int status = 0;
            for (int i = 9; i < 12; i++) {
                status = line[i] >= '0' && line[i] <= '9' ? status * 10 + line[i] - '0' : -10_000;
            }
            if (status >= 100 && status <= 599) {
                return status;
            }
        }
        throw new Malformed("its first line is not an HTTP/1.1 status line");
    }

    private void addHeader(HeaderList headers, int from, int end) throws Malformed {
        int colon = from;
        while (colon < end && line[colon] != ':') {
            if (line[colon] <= ' ' || line[colon] == 127) {
                throw new Malformed("a header name with white space in it");
            }
            colon++;
        }
        if (colon == from || colon == end) {
            throw new Malformed("a header line without a name");
        }
        int start = colon + 1;
        int stop = end;
        while (start < stop && (line[start] == ' ' || line[start] == '\t')) {
            start++;
        }
        while (stop > start && (line[stop - 1] == ' ' || line[stop - 1] == '\t')) {
            stop--;
        }
        String name = new String(line, from, colon - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        try {
            headers.add(name, new String(line, start, stop - start, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }

    private void frame(int status, HeaderList headers, boolean http10) throws Malformed {
        long length = -1;
        boolean chunked = false;
        boolean close = false;
        boolean keep = !http10;
        for (int i = 0; i < headers.size(); i++) {
            String value = headers.value(i);
            switch (headers.name(i)) {
                case "content-length" -> {
                    long next = contentLength(value);
                    if (length >= 0 && length != next) {
                        throw new Malformed("two different content-length headers");
                    }
                    length = next;
                }
                case "transfer-encoding" -> {
                    if (chunked || !value.equalsIgnoreCase("chunked")) {
                        throw new Malformed("transfer-encoding other than chunked");
                    }
                    chunked = true;
                }
                case "connection" -> {
                    String options = value.toLowerCase(Locale.ROOT);
                    close |= options.contains("close");
                    keep |= options.contains("keep-alive");
                }
                default -> {}
            }
        }
        if (chunked && length >= 0) {
            throw new Malformed("both content-length and transfer-encoding");
        }
        boolean empty = bodiless || status == 204 || status == 304 || length == 0;
        reusable = keep && !close && (empty || chunked || length > 0);
        remaining = length;
        digits = 0;
        state = empty ? State.DONE : chunked ? State.CHUNK_SIZE : length > 0 ? State.FIXED : State.UNTIL_CLOSE;
        sink.head(new ResponseHead(status, headers, empty && !bodiless ? 0 : length));
        if (empty) {
            sink.end();
        }
    }

    private static long contentLength(String value) throws Malformed {
        if (value.isEmpty() || value.length() > 18) {
            throw new Malformed("a content-length that is no number");
        }
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                throw new Malformed("a content-length that is no number");
            }
            length = length * 10 + c - '0';
        }
        return length;
    }

    private int readBody(ByteBuf in, int from, int limit) throws Malformed {
        spans.reset(in);
        plain = state == State.CHUNK_SIZE && digits == 0;
        int at = from;
        int framed = -1;
        try {
            while (at < limit && state != State.DONE) {
                switch (state) {
                    case FIXED, CHUNK_DATA -> {
                        int take = (int) Math.min(remaining, limit - at);
                        spans.add(at, at + take);
                        at += take;
                        remaining -= take;
                        if (remaining == 0) {
                            state = state == State.FIXED ? State.DONE : State.CHUNK_DATA_CR;
                        }
                    }
                    case UNTIL_CLOSE -> {
                        spans.add(at, limit);
                        at = limit;
                    }
                    case CHUNK_DATA_CR -> {
                        expectByte(in.getByte(at++), '\r');
                        state = State.CHUNK_DATA_LF;
                    }
                    case CHUNK_DATA_LF -> {
                        expectByte(in.getByte(at++), '\n');
                        state = State.CHUNK_SIZE;
                        digits = 0;
                        framed = at;
                    }
                    case CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_SIZE_LF, TRAILERS -> readLine(in.getByte(at++));
                    case HEAD, DONE -> throw new IllegalStateException(state.name());
                }
            }
        } finally {
            // What lies between the last whole chunk and the end may only be the beginning of the next size.
            boolean whole = state == State.CHUNK_SIZE
                    || state == State.CHUNK_SIZE_LF
                    || state == State.TRAILERS
                    || state == State.DONE;
            if (plain && framed > 0 && whole) {
                spans.framedUpTo(framed);
            }
        }
        if (spans.spans() > 0) {
            sink.body(spans);
        }
        if (state == State.DONE) {
            sink.end();
        }
        return at;
    }

    /** One byte of a chunk's size line or of the trailers. */
    private void readLine(byte b) throws Malformed {
        switch (state) {
            case CHUNK_SIZE -> sizeByte(b);
            case CHUNK_EXTENSION -> {
                if (b == '\r') {
                    state = State.CHUNK_SIZE_LF;
                } else if (b == '\n' || ++lineLength > MAX_LINE) {
                    throw new Malformed("a chunk size line without an end");
                }
            }
            case CHUNK_SIZE_LF -> {
                expectByte(b, '\n');
                lineLength = 0;
                state = remaining > 0 ? State.CHUNK_DATA : State.TRAILERS;
            }
            case TRAILERS -> trailerByte(b);
            default -> throw new IllegalStateException(state.name());
        }
    }

    private void sizeByte(byte b) throws Malformed {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && b >= 0) {
            if (++digits > 15) {
                throw new Malformed("a chunk larger than can be counted");
            }
            remaining = (digits == 1 ? 0 : remaining << 4) + digit;
            return;
        }
        if (digits == 0) {
            throw new Malformed("a chunk without a size");
        }
        lineLength = 0;
        if (b == '\r') {
            state = State.CHUNK_SIZE_LF;
        } else if (b == ';' || b == ' ' || b == '\t') {
            plain = false; // an extension, which is not passed on
            state = State.CHUNK_EXTENSION;
        } else {
            throw new Malformed("a chunk size that is no number");
        }
    }

    /** Trailers are read and dropped. {@code digits} counts the bytes of the present line, {@code lineLength} all. */
    private void trailerByte(byte b) throws Malformed {
        if (lineLength == 0) {
            digits = 0;
        }
        if (++lineLength > MAX_LINE) {
            throw new Malformed("trailers longer than " + MAX_LINE + " bytes");
        }
        if (b == '\n') {
            if (digits == -1) {
                state = State.DONE;
                lineLength = 0;
            } else if (digits != -2) {
                throw new Malformed("a bare LF in its trailers");
            }
            digits = 0;
        } else if (b == '\r') {
            digits = digits == 0 ? -1 : -2;
        } else if (digits < 0) {
            throw new Malformed("a bare CR in its trailers");
        } else {
            digits++;
        }
    }

    private static void expectByte(byte b, char expected) throws Malformed {
        if (b != expected) {
            throw new Malformed("a chunk that does not end where its size says");
        }
    }
}
