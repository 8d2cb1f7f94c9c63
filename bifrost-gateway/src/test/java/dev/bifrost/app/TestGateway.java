package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.access.KeyStore;
import dev.bifrost.access.MemoryKeyStore;
import dev.bifrost.api.CallRecord;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.exchange.Worker;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.server.ServerSettings.Listen;
import dev.bifrost.telemetry.metrics.Metrics;
import dev.bifrost.upstream.HttpTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A whole gateway on a loopback port, made from YAML. Closing it audits it: every call has left exactly one record, and
 * no memory, file, lease or connection is still held.
 */
public final class TestGateway implements AutoCloseable {
    private final Running running;
    private final Telemetry telemetry;
    private final TraceFeed traces;
    private final boolean traced;
    private final Bookkeeping books;
    private final GatewayProcess process;
    private final InetSocketAddress address;
    private final InetSocketAddress management;
    private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
    private final List<CallRecord> all = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<String> notices = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> crashes = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong skew = new AtomicLong();

    private TestGateway(
            String yaml,
            Catalogue catalogue,
            Map<String, String> environment,
            boolean traced,
            Making making,
            InstantSource clock) {
        this.traced = traced;
        Draft draft = ConfigFile.parse("test.yaml", yaml, Path.of("").toAbsolutePath(), environment);
        ServerSettings server = draft.settings().server();
        Listen free = new Listen(server == null ? "127.0.0.1" : server.listen().host(), 0);
        Composition.Outcome outcome = Composition.of(draft.listening(free), catalogue, environment);
        Composition composition = outcome.composition();
        if (composition == null) {
            throw new IllegalArgumentException(outcome.problems().toString());
        }
        ServerSettings settings = composition.settings().server();
        LongSupplier nanoTime = () -> System.nanoTime() + skew.get();
        Consumer<CallRecord> written = record -> {
            all.add(record);
            records.add(record);
        };
        telemetry = new Telemetry(composition.settings().observability().metrics(), written);
        traces = new TraceFeed(notices::add);
        if (traced) {
            traces.use(composition);
        }
        books = making.make(composition.settings(), clock, nanoTime, telemetry.with(traces), notices::add);
        running = new Running(
                composition,
                outcome.hash(),
                books,
                snapshot -> new GatewayProcess(
                        settings == null ? ServerSettings.standard() : settings,
                        snapshot,
                        2,
                        clock,
                        nanoTime,
                        books.books(),
                        books.accounting(),
                        notices::add,
                        crashes::add),
                clock,
                notices::add,
                log::add,
                crashes::add);
        running.observe(telemetry);
        process = running.process();
        try {
            List<InetSocketAddress> bound = running.listen();
            address = bound.getFirst();
            management = bound.getLast();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.ready();
    }

    /** Starts one; {@code ${NAME}} in the YAML are taken from {@code environment}. */
    public static TestGateway start(String yaml, Map<String, String> environment) {
        return start(yaml, Catalogue.load(), environment);
    }

    public static TestGateway start(String yaml) {
        return start(yaml, Map.of());
    }

    /** Starts one whose catalogue has been changed, such as other addresses for providers. */
    public static TestGateway start(String yaml, Catalogue catalogue, Map<String, String> environment) {
        return new TestGateway(
                yaml, catalogue, environment, false, inMemory(new MemoryKeyStore()), InstantSource.system());
    }

    /** Starts one whose keys are also in a store. */
    public static TestGateway start(String yaml, KeyStore store, InstantSource clock) {
        return new TestGateway(yaml, Catalogue.load(), Map.of(), false, inMemory(store), clock);
    }

    /** Starts one that keeps its books on disk, in the {@code data} folder of the configuration. */
    public static TestGateway startDurable(String yaml) {
        return startDurable(yaml, InstantSource.system());
    }

    /** The same, at a time of the test's own. */
    public static TestGateway startDurable(String yaml, InstantSource clock) {
        return new TestGateway(
                yaml,
                Catalogue.load(),
                Map.of(),
                true,
                (settings, time, nanoTime, records, notices) -> {
                    try {
                        return DurableBookkeeping.open(
                                settings, time, nanoTime, records, OutputStream.nullOutputStream(), notices);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                clock);
    }

    private interface Making {
        Bookkeeping make(
                GatewaySettings settings,
                InstantSource clock,
                LongSupplier nanoTime,
                CallWitness records,
                Consumer<String> notices);
    }

    /** Starts one that can be asked about the calls of a database. */
    public static TestGateway start(String yaml, CallDatabase calls) {
        return new TestGateway(
                yaml,
                Catalogue.load(),
                Map.of(),
                false,
                (settings, clock, nanoTime, records, _) -> new MemoryBookkeeping(
                                settings, new MemoryKeyStore(), clock, nanoTime, records::over)
                        .asking(calls),
                InstantSource.system());
    }

    private static Making inMemory(KeyStore store) {
        return (settings, clock, nanoTime, records, _) ->
                new MemoryBookkeeping(settings, store, clock, nanoTime, records::over);
    }

    /** Another configuration takes force. */
    public void reload(String yaml) {
        Draft draft = ConfigFile.parse("test.yaml", yaml, Path.of("").toAbsolutePath(), Map.of());
        Composition.Outcome outcome = Composition.of(draft, Catalogue.load(), Map.of());
        Composition next = outcome.composition();
        if (next == null) {
            throw new IllegalArgumentException(outcome.problems().toString());
        }
        running.use(next, outcome.hash());
        if (traced) {
            traces.use(next);
        }
    }

    /** Reads what has changed in the store, as would be done within half a second. */
    public void lookAtKeys() {
        running.keys().look();
    }

    /** The port of the management API, which may be that of calls. */
    public int managementPort() {
        return management.getPort();
    }

    /** What was done to keys. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** What the operator was told. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    public int port() {
        return address.getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** What counts its calls. */
    public Metrics metrics() {
        Metrics metrics = telemetry.metrics();
        if (metrics == null) {
            throw new IllegalStateException("metrics are off");
        }
        return metrics;
    }

    public GatewayProcess process() {
        return process;
    }

    /** Lets so much time pass, for every deadline of the gateway; noticed at the next sweep. */
    public void advance(Duration time) {
        // What the loops are doing at this moment, such as ending an answer that a client has already read, comes
        // first.
        process.workers().keySet().forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        skew.addAndGet(time.toNanos());
    }

    /** The record of the next call that ends, in the order in which calls end. */
    public CallRecord nextRecord() {
        try {
            CallRecord record = records.poll(20, TimeUnit.SECONDS);
            assertThat(record).as("a record within 20 s").isNotNull();
            return record;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every record so far. */
    public List<CallRecord> records() {
        return List.copyOf(all);
    }

    /** What should never have happened. */
    public List<Throwable> crashes() {
        return List.copyOf(crashes);
    }

    @Override
    public void close() {
        try {
            process.gateway().drain();
            boolean quiet = process.gateway().awaitQuiet(Duration.ofSeconds(10));
            assertThat(quiet).as("no call is left under way").isTrue();
            assertThat(crashes).as("errors of the gateway's own").isEmpty();
            // The other end of a connection may take a moment to see that it was closed.
            await(() -> busyConnections() == 0);
            assertThat(busyConnections()).as("connections to providers in use").isZero();
            await(() -> process.gateway().memory().held() == 0
                    && process.gateway().disk().held() == 0
                    && process.gateway().translating().held() == 0);
            assertThat(process.gateway().memory().held()).as("memory held").isZero();
            assertThat(process.gateway().disk().held()).as("disk held").isZero();
            assertThat(process.gateway().translating().held())
                    .as("heap held for translations")
                    .isZero();
            assertThat(books.open()).as("reservations left").isZero();
            running.close();
            traces.close();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connections to providers that serve a call now. */
    public int busyConnections() {
        return sum(HttpTransport::busy);
    }

    /** Connections to providers that are kept for the next call. */
    public int idleConnections() {
        return sum(HttpTransport::idle);
    }

    private int sum(java.util.function.ToIntFunction<HttpTransport> count) {
        int sum = 0;
        for (Worker worker : process.workers().values()) {
            HttpTransport transport = (HttpTransport) worker.http();
            sum += worker.loop()
                    .submit(() -> count.applyAsInt(transport))
                    .syncUninterruptibly()
                    .getNow();
        }
        return sum;
    }

    /** Waits until something is so, at most five seconds; for what another thread is about to do. */
    public static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }
}
