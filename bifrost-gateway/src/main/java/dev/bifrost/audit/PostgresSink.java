package dev.bifrost.audit;

import dev.bifrost.api.settings.PostgresUrl;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.journal.Placed;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries in PostgreSQL 14 or newer. Its cursor is in the same transaction as the entries, so each is kept once,
 * whatever breaks; gateways do not wait for each other. Questions go over connections of their own.
 */
public final class PostgresSink implements Sink, CallDatabase, Holding {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int QUESTIONS_AT_ONCE = 4;

    private final String name;
    private final PostgresUrl url;
    private final Duration answer;
    private final InstantSource clock;
    private final Consumer<String> notices;
    private final PostgresTrouble trouble;
    private final PostgresPartitions partitions = new PostgresPartitions();
    private final PostgresUpkeep upkeep;
    private final PostgresWriter writer = new PostgresWriter();
    private final Semaphore questions = new Semaphore(QUESTIONS_AT_ONCE);
    private final Set<PostgresSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private @Nullable PostgresSession session;
    private Instant recorded = Instant.EPOCH;
    private String lately = "";

    /**
     * Connects to nothing yet. Throws {@link IllegalArgumentException} if the url is none.
     *
     * @param clock   for when entries were recorded, by which they expire
     * @param notices takes what the operator should know and what hinders no entry
     */
    public PostgresSink(SinkSettings settings, AuditSettings audit, InstantSource clock, Consumer<String> notices) {
        this(settings, audit, clock, notices, ANSWER);
    }

    /** @param answer how long the server may take for one answer */
    PostgresSink(
            SinkSettings settings,
            AuditSettings audit,
            InstantSource clock,
            Consumer<String> notices,
            Duration answer) {
        Secret address = settings.url();
        this.name = settings.named();
        this.url = PostgresUrl.of(address == null ? "" : address.reveal(), settings.password());
        this.answer = answer;
        this.clock = clock;
        this.notices = notices;
        this.trouble = new PostgresTrouble(url);
        this.upkeep = new PostgresUpkeep(audit.retention(), partitions, System::nanoTime);
    }

    /**
     * The statements that make the tables, for an account that may.
     *
     * @param first  the first month that gets a partition
     * @param months how many get one; later ones are made by the gateway, if it may
     */
    public static String schema(YearMonth first, int months) {
        return PostgresSchema.script(first, months);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Flavour flavour() {
        return Flavour.POSTGRESQL;
    }

    @Override
    public OptionalLong open(UUID instance) throws SinkFailure {
        leave();
        boolean opened = false;
        try {
            PostgresSession here = session(answer);
            session = here;
            try (PostgresSession.Bound _ = here.within(answer.multipliedBy(2))) {
                PostgresSchema.prepare(here.connection());
                partitions.forget();
                PostgresCursor cursor = PostgresCursor.open(here.connection(), instance, clock.instant());
                recorded = cursor.sequence() == 0 ? Instant.EPOCH : cursor.recorded();
                partitions.ensure(here.connection(), PostgresPartitions.month(now()));
                opened = true;
                return OptionalLong.of(cursor.sequence());
            }
        } catch (SQLException e) {
            throw trouble.of(e);
        } finally {
            if (!opened) {
                leave();
            }
        }
    }

    /** To the microsecond, as the database has it; never earlier than the time before. */
    private Instant now() {
        Instant now = PostgresRows.storable(clock.instant()).truncatedTo(ChronoUnit.MICROS);
        return now.isBefore(recorded) ? recorded : now;
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure {
        PostgresSession here = session;
        if (here == null) {
            throw new SinkFailure(SinkFailure.Kind.FAULT, url + ": it is not open", null);
        }
        if (batch.isEmpty()) {
            return;
        }
        long bytes = batch.stream().mapToLong(PostgresSink::size).sum();
        boolean kept = false;
        try (PostgresSession.Bound _ = here.within(answer.multipliedBy(2).plus(transfer(bytes)))) {
            Instant now = now();
            partitions.ensure(here.connection(), PostgresPartitions.month(now));
            PostgresCursor before = writer.write(here.connection(), batch, now);
            recorded = now;
            kept = true;
            tellMissing(before, batch);
        } catch (SQLException e) {
            throw trouble.of(e);
        } catch (PostgresWriter.ForkException e) {
            throw new SinkFailure(
                    SinkFailure.Kind.REFUSED, url + ": " + fork(batch.getFirst().instance()), e);
        } finally {
            if (!kept) {
                leave();
            }
        }
    }

    private static String fork(UUID instance) {
        return "other entries of the journal " + instance
                + " are there already, so this journal is a copy that went on "
                + "apart from it, or an older state of it; let only one gateway go on with it, and begin a new one in "
                + "another folder (journal.dir)";
    }

    private void tellMissing(PostgresCursor before, List<Placed> batch) {
        long first = batch.getFirst().sequence();
        if (first > before.sequence() + 1 && batch.getFirst().previous() != null) {
            notices.accept("the sink '" + name + "' lacks the entries " + (before.sequence() + 1) + " to " + (first - 1)
                    + " of the journal " + before.instance() + ": the journal had deleted them");
        }
    }

    private static long size(Placed placed) {
        byte[] attachment = placed.attachment();
        return attachment == null ? 0 : attachment.length;
    }

    /** What so many bytes take on a line of 2 Mbit/s. */
    static Duration transfer(long bytes) {
        return Duration.ofSeconds(10 + bytes / (1 << 18));
    }

    @Override
    public boolean upkeepApart() {
        return true;
    }

    /** Makes months and forgets what is too old. What hinders that is told, and hinders no entry. */
    @Override
    public void upkeep(Instant now) {
        if (!upkeep.due(now)) {
            return;
        }
        try (PostgresSession apart = session(answer);
                PostgresSession.Bound _ = apart.within(PostgresUpkeep.SPELL.plus(answer.multipliedBy(4)))) {
            upkeep.run(apart.connection(), now);
            lately = "";
        } catch (SQLException e) {
            if (closed) {
                return; // which ended it
            }
            String hindrance = trouble.of(e).getMessage();
            if (!"55P03".equals(e.getSQLState()) && !lately.equals(hindrance)) {
                lately = String.valueOf(hindrance);
                notices.accept(
                        "the sink '" + name + "' could not make the month to come or forget what is too old, and tries "
                                + "again: " + lately);
            }
        }
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql, List<?> parameters, Duration patience)
            throws SinkFailure, InterruptedException {
        if (!questions.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new SinkFailure(SinkFailure.Kind.UNREACHABLE, url + ": too many questions at once", null);
        }
        try {
            return apart(patience, here -> {
                try (PostgresSession.Bound _ = here.within(patience.multipliedBy(2))) {
                    return PostgresQuestions.ask(here, sql, parameters);
                }
            });
        } finally {
            questions.release();
        }
    }

    @Override
    public void read(Consumer<Kept> each) throws SinkFailure {
        boolean _ = this.<Boolean>apart(answer.multipliedBy(3), here -> {
            PostgresQuestions.read(here, each);
            return true;
        });
    }

    @Override
    public @Nullable Long taken(UUID instance) throws SinkFailure {
        return this.<@Nullable Long>apart(answer, here -> PostgresQuestions.taken(here, instance));
    }

    @Override
    public Map<UUID, Long> cursors() throws SinkFailure {
        return apart(answer, PostgresQuestions::cursors);
    }

    /** Something that reads. */
    private interface Reading<T extends @Nullable Object> {
        T on(PostgresSession session) throws SQLException;
    }

    private <T extends @Nullable Object> T apart(Duration patience, Reading<T> reading) throws SinkFailure {
        try (PostgresSession apart = session(patience)) {
            return reading.on(apart);
        } catch (SQLException e) {
            throw trouble.of(e);
        }
    }

    private PostgresSession session(Duration patience) throws SQLException {
        if (closed) {
            throw new SQLException("the sink is closed", "08003");
        }
        PostgresSession opened = new PostgresSession(url, patience, sessions);
        if (closed) {
            opened.abort();
        }
        return opened;
    }

    private void leave() {
        PostgresSession here = session;
        session = null;
        if (here != null) {
            here.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        sessions.forEach(PostgresSession::abort);
    }
}
