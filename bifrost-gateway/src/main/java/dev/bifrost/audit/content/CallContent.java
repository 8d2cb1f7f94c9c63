package dev.bifrost.audit.content;

import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * What one call asks and is answered, while it runs. Its event loop only puts pieces in; they are read on other threads, one
 * at a time.
 */
public final class CallContent {
    private static final int WORTH_READING = 16 << 10;

    private final ContentDesk desk;
    private final Text request;
    private final Text answer;
    private final @Nullable Mac answerHash;
    private final ConcurrentLinkedQueue<byte[]> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong(); // bytes in the queue
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicLong counted = new AtomicLong(); // towards the desk's bound
    private long requestBytes;
    private final AtomicLong left = new AtomicLong(); // bytes of the answer that were not looked at
    private volatile boolean over;
    private long answerBytes;
    private boolean requestFull;

    /** {@code answerHash}: what the answer is fingerprinted with; null if nobody wants that. */
    CallContent(ContentDesk desk, long most, @Nullable Mac answerHash) {
        this.desk = desk;
        this.request = new Text(most);
        this.answer = new Text(most);
        this.answerHash = answerHash;
    }

    /** Whether more of the request would be kept. */
    public boolean takesRequest() {
        return !requestFull;
    }

    /** The next piece of the request. */
    public void request(byte[] piece) {
        requestBytes += piece.length;
        if (desk.full()) {
            request.stop();
            requestFull = true;
            return;
        }
        request.add(piece);
        requestFull = !request.takes();
        desk.holds(piece.length);
        counted.addAndGet(piece.length);
    }

    /** Of what type the answer is; before its first piece. */
    public void answerIs(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("text/event-stream")) {
            answer.stream(false);
        } else if (type.contains("ndjson") || type.contains("jsonl") || type.contains("json-seq")) {
            answer.stream(true);
        }
    }

    /** The next piece of the answer. */
    public void answer(byte[] piece) {
        if (over || desk.overfull()) {
            left.addAndGet(piece.length);
            return;
        }
        desk.holds(piece.length);
        pieces.add(piece);
        if (waiting.addAndGet(piece.length) >= WORTH_READING && waiting.get() - piece.length < WORTH_READING) {
            desk.later(this::read);
        }
    }

    /** Reads what has come, so that only what is kept takes memory. */
    void read() {
        reading.lock();
        try {
            for (byte[] piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                waiting.addAndGet(-piece.length);
                if (answerHash != null) {
                    answerHash.update(piece);
                }
                answerBytes += piece.length;
                long before = answer.held();
                if (desk.full() || left.get() > 0) { // what comes after a gap would be taken for what comes before it
                    answer.stop();
                }
                answer.add(piece);
                long grown = answer.held() - before;
                counted.addAndGet(grown);
                desk.holds(grown - piece.length);
            }
        } finally {
            reading.unlock();
        }
    }

    /** Nothing of it is held any more. */
    void forget() {
        over = true;
        reading.lock();
        try {
            for (byte[] piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                desk.holds(-piece.length);
            }
            desk.holds(-counted.getAndSet(0));
        } finally {
            reading.unlock();
        }
    }

    /** Bytes of the request that came here. */
    long requestBytes() {
        return requestBytes;
    }

    /** The request, with what is known of its whole length. */
    Text request(long length) {
        if (length > requestBytes) {
            request.broken();
        }
        return request;
    }

    Text answer() {
        if (left.get() > 0) {
            answer.stop();
        }
        return answer;
    }

    long answerBytes() {
        return answerBytes + left.get();
    }

    /** Of all that was answered; once. Null if not all was looked at. */
    @Nullable
    String answerHash() {
        return answerHash == null || left.get() > 0 ? null : HexFormat.of().formatHex(answerHash.doFinal());
    }
}
