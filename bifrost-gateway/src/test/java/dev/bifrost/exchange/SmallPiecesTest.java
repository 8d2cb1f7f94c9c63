package dev.bifrost.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends its body byte by byte costs what it sends, not an object for every byte. */
class SmallPiecesTest {
    private static final int BYTES = 200_000;

    @TempDir
    private static Path folder;

    /** Says nothing and hears nothing. */
    private static final class Silent implements ClientReply {
        @Override
        public void head(int status, HeaderList headers, long length) {}

        @Override
        public void data(ByteBuf content) {
            content.release();
        }

        @Override
        public boolean chunked() {
            return true;
        }

        @Override
        public void framed(ByteBuf chunks) {
            chunks.release();
        }

        @Override
        public void flush() {}

        @Override
        public void end() {}

        @Override
        public void abort() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void readBody(boolean on) {}
    }

    @Test
    void streamedBody_byteByByteWhileNothingIsSent_isGathered() {
        StreamedBody body = new StreamedBody(BYTES, new Silent());
        for (int i = 0; i < BYTES; i++) {
            body.add(one(i));
        }
        body.end();
        assertThat(body.queued()).isLessThan(BYTES / (16 << 10) + 5);
        assertThat(drained(body)).isEqualTo(expected(BYTES));
        assertThat(body.exhausted()).isTrue();
        body.discard();
    }

    @Test
    void streamedBody_sentByteByByteAndThenAgain_isTheSame() {
        StreamedBody body = new StreamedBody(-1, new Silent());
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 5_000; i++) {
            body.add(one(i));
            take(body, sent);
        }
        for (int i = 5_000; i < 60_000; i++) {
            body.add(i % 7_000 == 0 ? large(i) : one(i));
            i += i % 7_000 == 0 ? 1_999 : 0;
        }
        assertThat(sent.toByteArray()).isEqualTo(expected(5_000));
        assertThat(body.replayable()).isTrue();
        body.open();
        body.end();
        assertThat(body.queued()).isLessThan(40);
        assertThat(drained(body)).isEqualTo(expected(60_000));
        body.discard();
    }

    @Test
    void spillFile_byteByByteWhileTheDiskIsBusy_isGathered() throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel();
        ArrayDeque<Runnable> disk = new ArrayDeque<>();
        List<IOException> troubles = new ArrayList<>();
        int[] written = new int[1];
        SpillFile file =
                new SpillFile(channel.eventLoop(), disk::add, folder, bytes -> written[0] += bytes, troubles::add);
        for (int i = 0; i < BYTES; i++) {
            boolean big = i % 50_000 == 49_000;
            file.append(big ? large(i) : one(i));
            i += big ? 1_999 : 0;
        }
        assertThat(file.queued()).isLessThan(BYTES / (16 << 10) + 20);
        int total = run(disk, channel);
        assertThat(total).isLessThan(40);
        assertThat(written[0]).isGreaterThanOrEqualTo(BYTES);
        ByteBuf back = ByteBufAllocator.DEFAULT.directBuffer(BYTES);
        file.read(0, BYTES, back, () -> {});
        run(disk, channel);
        byte[] bytes = new byte[BYTES];
        back.readBytes(bytes);
        back.release();
        assertThat(bytes).isEqualTo(expected(BYTES));
        boolean[] freed = new boolean[1];
        file.close(() -> freed[0] = true);
        run(disk, channel);
        assertThat(freed[0]).isTrue();
        assertThat(troubles).isEmpty();
        channel.close();
    }

    private static int run(ArrayDeque<Runnable> disk, EmbeddedChannel channel) {
        int jobs = 0;
        for (Runnable job = disk.poll(); job != null; job = disk.poll()) {
            job.run();
            channel.runPendingTasks();
            jobs++;
        }
        return jobs;
    }

    private static byte[] drained(StreamedBody body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (take(body, out)) {
            // the next
        }
        return out.toByteArray();
    }

    private static boolean take(StreamedBody body, ByteArrayOutputStream out) {
        ByteBuf piece = body.next();
        if (piece == null) {
            return false;
        }
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        out.writeBytes(bytes);
        piece.release();
        return true;
    }

    private static ByteBuf one(int i) {
        return Unpooled.wrappedBuffer(new byte[] {(byte) (i * 31)});
    }

    private static ByteBuf large(int from) {
        byte[] bytes = new byte[2_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((from + i) * 31);
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    private static byte[] expected(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }
}
