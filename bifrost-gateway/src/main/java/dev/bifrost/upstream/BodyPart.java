package dev.bifrost.upstream;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The content that one read brought: spans of one buffer, in order, between which the framing of HTTP may stand.
 * Reused by its connection.
 */
public final class BodyPart {
    private ByteBuf buffer;
    private int[] bounds = new int[32];
    private int count;
    private int framedEnd = -1;

    public BodyPart(ByteBuf buffer) {
        this.buffer = buffer;
    }

    /** A part that is the readable bytes of one buffer. */
    public static BodyPart whole(ByteBuf buffer) {
        BodyPart part = new BodyPart(buffer);
        part.add(buffer.readerIndex(), buffer.writerIndex());
        return part;
    }

    /** Begins anew on another buffer. */
    BodyPart reset(ByteBuf next) {
        buffer = next;
        count = 0;
        framedEnd = -1;
        return this;
    }

    /** Appends the span from {@code start} up to {@code end}; empty spans are left out. */
    void add(int start, int end) {
        if (start == end) {
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
        }
        bounds[2 * count] = start;
        bounds[2 * count + 1] = end;
        count++;
    }

    /** Declares that the buffer from its reader index up to {@code end} is whole, plain HTTP/1.1 chunks. */
    void framedUpTo(int end) {
        framedEnd = end;
    }

    /** The buffer; owned by the connection. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** How many spans there are. */
    public int spans() {
        return count;
    }

    /** Where span {@code i} starts in the buffer. */
    public int start(int i) {
        return bounds[2 * i];
    }

    /** Where span {@code i} ends in the buffer. */
    public int end(int i) {
        return bounds[2 * i + 1];
    }

    /** Bytes of content. */
    public int length() {
        int length = 0;
        for (int i = 0; i < count; i++) {
            length += end(i) - start(i);
        }
        return length;
    }

    /**
     * Where the whole, plain chunks end that begin at the buffer's reader index and hold all the spans; -1 if the
     * buffer is not made of such. They can go to a client of HTTP/1.1 as they are.
     */
    public int framedEnd() {
        return framedEnd;
    }

    /** A retained copy of the content without framing, sharing memory where it is one span. */
    public ByteBuf retainedContent() {
        if (count == 1) {
            return buffer.retainedSlice(start(0), end(0) - start(0));
        }
        ByteBuf content = buffer.alloc().buffer(Math.max(1, length()));
        for (int i = 0; i < count; i++) {
            content.writeBytes(buffer, start(i), end(i) - start(i));
        }
        return content;
    }

    /** Copies the content into {@code target}, which must be large enough, and returns its length. */
    public int copyTo(byte[] target, int offset) {
        int at = offset;
        for (int i = 0; i < count; i++) {
            int length = end(i) - start(i);
            buffer.getBytes(start(i), target, at, length);
            at += length;
        }
        return at - offset;
    }
}
