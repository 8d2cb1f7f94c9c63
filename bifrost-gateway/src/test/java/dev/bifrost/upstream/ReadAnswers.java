package dev.bifrost.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads answers by the gateway's reader and writes down what it tells, checking on the way what it promises. */
final class ReadAnswers implements ResponseReader.Sink {
    private final ResponseReader reader = new ResponseReader(this);
    private final List<String> heads = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int ends;
    private int framed;

    /** What was read; {@code broken} if the connection was closed too early. */
    record Read(List<String> heads, String content, int ends, boolean broken, boolean reusable) {}

    /** Reads an answer that comes cut at these places, after which the connection is closed. */
    static Read of(byte[] answer, boolean toHead, int... cuts) throws ResponseReader.Malformed {
        return new ReadAnswers().read(answer, toHead, cuts);
    }

    static Read of(String answer, int... cuts) throws ResponseReader.Malformed {
        return of(answer.getBytes(StandardCharsets.ISO_8859_1), false, cuts);
    }

    Read read(byte[] answer, boolean toHead, int... cuts) throws ResponseReader.Malformed {
        reader.expect(toHead);
        int from = 0;
        boolean more = false;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : answer.length;
            if (from < to && reader.done()) {
                more = true; // upon which a connection closes itself
            } else if (from < to) {
                ByteBuf piece = Unpooled.wrappedBuffer(answer, from, to - from);
                reader.read(piece);
            }
            from = to;
        }
        boolean reusable = reader.reusable() && !more;
        boolean whole = reader.closed();
        return new Read(heads, content.toString(StandardCharsets.ISO_8859_1), ends, !whole, reusable);
    }

    /** How many parts could be passed on with their framing. */
    int framedParts() {
        return framed;
    }

    @Override
    public void head(ResponseHead head) {
        StringBuilder text =
                new StringBuilder().append(head.status()).append(' ').append(head.length());
        for (int i = 0; i < head.headers().size(); i++) {
            text.append('|')
                    .append(head.headers().name(i))
                    .append('=')
                    .append(head.headers().value(i));
        }
        heads.add(text.toString());
    }

    @Override
    public void body(BodyPart part) {
        byte[] bytes = new byte[part.length()];
        if (part.copyTo(bytes, 0) != bytes.length || bytes.length == 0) {
            throw new AssertionError("a part without content, or of another length");
        }
        content.writeBytes(bytes);
        if (part.framedEnd() >= 0) {
            framed++;
            checkFramed(part, bytes);
        }
    }

    @Override
    public void end() {
        ends++;
    }

    /** The bytes up to {@code framedEnd} must be whole chunks that hold exactly the part's content, and not the last one. */
    private static void checkFramed(BodyPart part, byte[] expected) {
        ByteBuf in = part.buffer()
                .slice(
                        part.buffer().readerIndex(),
                        part.framedEnd() - part.buffer().readerIndex());
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (in.isReadable()) {
            int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\r');
            int size = Integer.parseInt(
                    in.toString(in.readerIndex(), end - in.readerIndex(), StandardCharsets.US_ASCII), 16);
            in.readerIndex(end + 2);
            byte[] chunk = new byte[size];
            in.readBytes(chunk);
            got.writeBytes(chunk);
            if (size == 0 || in.readByte() != '\r' || in.readByte() != '\n') {
                throw new AssertionError("not a whole chunk");
            }
        }
        if (!java.util.Arrays.equals(got.toByteArray(), expected)) {
            throw new AssertionError(
                    "framed " + got + " but the spans hold " + new String(expected, StandardCharsets.UTF_8));
        }
    }
}
