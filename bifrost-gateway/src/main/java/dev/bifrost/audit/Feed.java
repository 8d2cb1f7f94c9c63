package dev.bifrost.audit;

import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the journal's entries to one sink, on a thread of its own. While the sink can not take them the journal keeps
 * them; no call waits for that unless it is asked to.
 */
public final class Feed implements AutoCloseable {
    private static final String PREFIX = "sink.";
    private static final int MOST = 2000;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final long FIRST_PAUSE = 500;
    private static final long LAST_PAUSE = 5_000;
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Sink sink;
    private final Journal journal;
    private final UUID instance;
    private final Upkeep upkeep;
    private final Consumer<String> notices;
    private final Semaphore stopped = new Semaphore(0);
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final Passed passed = new Passed();
    private volatile Follower follower;
    private boolean open;
    private long read;
    private long pause = FIRST_PAUSE;
    private volatile @Nullable SinkFailure trouble;
    private volatile boolean closing;
    private volatile boolean over;
    private @Nullable Thread thread;

    /**
     * How a sink is.
     *
     * @param lagEntries  that are safely in the journal and not in the sink
     * @param lagSeconds  since the sink last had them all; 0 if it has now
     * @param kept        entries since the start
     * @param retries     failures since the start
     * @param deadLetters entries that it refused for good
     * @param trouble     why it can take none now; null if it can
     */
    public record State(
            String name,
            long lagEntries,
            long lagSeconds,
            long kept,
            long retries,
            long deadLetters,
            @Nullable String trouble) {}

    /**
     * Registers with the journal, so that nothing is dropped that the sink has not got.
     *
     * @param notices takes what the operator should know
     */
    public Feed(Sink sink, Journal journal, InstantSource clock, Consumer<String> notices) throws IOException {
        this.sink = sink;
        this.journal = journal;
        this.instance = journal.recovered().instance();
        this.upkeep = new Upkeep(sink, clock, notices);
        this.notices = notices;
        this.follower = journal.follow(follower(sink.name()));
    }

    /** The name under which a sink follows the journal. */
    static String follower(String sink) {
        return PREFIX + sink;
    }

    /** Whether it is a sink's, and of none of these: a sink that was taken out of the configuration or renamed. */
    public static boolean isLeft(String follower, Collection<String> sinks) {
        return follower.startsWith(PREFIX) && !sinks.contains(follower.substring(PREFIX.length()));
    }

    /** Reaches the sink now, for those without which the gateway shall not start. */
    public void require() throws IOException, InterruptedException {
        try {
            open();
        } catch (SinkFailure e) {
            throw new IOException(
                    "the sink '" + sink.name() + "' is required, and can not be used: " + e.getMessage(), e);
        }
    }

    /** Goes on on a thread of its own. */
    public void start() {
        thread = Thread.ofVirtual().name(follower(sink.name())).start(this::run);
    }

    private void run() {
        while (!over) {
            try {
                step(WAIT);
            } catch (SinkFailure e) {
                failed(e);
            } catch (IOException | RuntimeException | Error e) { // whatever it is, the sink goes on
                failed(new SinkFailure(SinkFailure.Kind.FAULT, String.valueOf(e), e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void step(Duration wait) throws IOException, SinkFailure, InterruptedException {
        open();
        take(follower.read(read, MOST, wait));
        upkeep.step();
        if (closing) {
            sink.flush();
        }
        settle();
    }

    private void open() throws IOException, SinkFailure, InterruptedException {
        if (open) {
            return;
        }
        OptionalLong has = sink.open(instance);
        if (has.isPresent() && has.getAsLong() > journal.durable()) {
            throw new SinkFailure(
                    SinkFailure.Kind.REFUSED,
                    "it has the entries up to " + has.getAsLong() + " of this journal, which ends at "
                            + journal.durable()
                            + ": the journal is an old copy, or its end was lost. Move the journal's "
                            + "folder away, so that a new one is begun",
                    null);
        }
        if (has.isPresent() && has.getAsLong() != follower.position()) {
            follower.close();
            follower = journal.follow(follower(sink.name()), has.getAsLong());
        }
        read = follower.position();
        passed.to(read);
        open = true;
    }

    private void take(List<Placed> batch) throws IOException, SinkFailure, InterruptedException {
        if (!batch.isEmpty()) {
            sink.keep(batch);
            read = batch.getLast().sequence();
            kept.addAndGet(batch.size());
        }
        settle();
        pause = FIRST_PAUSE;
    }

    /** What is safe in the sink need not be in the journal. */
    private void settle() throws IOException {
        long safe = Math.min(read, sink.safe());
        if (safe > follower.position()) {
            follower.passed(safe);
        }
        // Who waits for the sink must not be let in while it still has much of what was missed before it.
        if (trouble != null && journal.durable() - follower.position() < MOST) {
            trouble = null;
            notices.accept("the sink '" + sink.name() + "' takes entries again");
        }
        passed.to(follower.position());
    }

    private void failed(SinkFailure failure) {
        open = false;
        retries.incrementAndGet();
        SinkFailure known = trouble;
        trouble = failure;
        if (known == null || known.kind() != failure.kind()) {
            notices.accept(
                    "the sink '" + sink.name() + "' takes no entries, the journal keeps them: " + failure.getMessage());
        }
        try {
            boolean _ = stopped.tryAcquire(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            over = true;
        }
        pause = Math.min(2 * pause, LAST_PAUSE);
    }

    /**
     * Waits, without a thread, until the sink has an entry.
     *
     * @param done told on any thread: null, or why the sink did not take it in time
     */
    public void await(long sequence, Duration patience, Consumer<@Nullable Throwable> done) {
        passed.await(
                sequence, patience, () -> new IOException("the sink '" + sink.name() + "' has not taken it"), done);
    }

    /** Why the sink takes no entries now, in a sentence; null if it does. */
    public @Nullable String trouble() {
        SinkFailure failure = trouble;
        return failure == null ? null : "the sink '" + sink.name() + "' takes no entries: " + failure.getMessage();
    }

    public State state() {
        Journal.Lag lag = journal.followers().stream()
                .filter(each -> each.follower().equals(follower(sink.name())))
                .findFirst()
                .orElse(new Journal.Lag(sink.name(), 0, 0));
        return new State(
                sink.name(), lag.entries(), lag.seconds(), kept.get(), retries.get(), sink.deadLetters(), trouble());
    }

    /** Brings over what is in the journal by now, for a few seconds at most; the rest when the gateway is back. */
    @Override
    public void close() {
        closing = true;
        long end = journal.durable();
        passed.await(end, GOODBYE, () -> new IOException("late"), _ -> finish());
        Thread running = thread;
        boolean interrupted = false;
        if (running == null) {
            finish();
        } else {
            try {
                running.join(GOODBYE.multipliedBy(2));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        sink.close();
        try {
            upkeep.end(GOODBYE);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            follower.close();
        } catch (IOException e) {
            notices.accept("the cursor of the sink '" + sink.name() + "' could not be kept: " + e.getMessage());
        }
        passed.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void finish() {
        over = true;
        stopped.release();
    }
}
