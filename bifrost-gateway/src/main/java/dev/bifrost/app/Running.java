package dev.bifrost.app;

import dev.bifrost.admin.AdminSettings;
import dev.bifrost.admin.ContentVault;
import dev.bifrost.admin.LogBook;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.exchange.Snapshot;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.server.ServerSettings.Listen;
import dev.bifrost.telemetry.Log;
import dev.bifrost.telemetry.metrics.Jvm;
import dev.bifrost.telemetry.metrics.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process with what is beside its calls: the keys of the store, and the management API. */
final class Running {
    private final GatewayProcess process;
    private final ManagedKeys keys;
    private final Bookkeeping books;
    private final Management management;
    private final InstantSource clock;
    private final @Nullable AdminSettings admin;
    private final ConfigurationGauges configuration;
    private volatile Composition composition;
    private volatile ZoneId zone;

    /**
     * Reads the keys of the store and makes the process.
     *
     * @param books   belong to this from now on
     * @param make    makes the process that serves a configuration
     * @param notices takes what the operator should know
     * @param log     takes a line for every change of a key
     * @param crashes takes what should never happen
     */
    Running(
            Composition composition,
            String hash,
            Bookkeeping books,
            Function<Snapshot, GatewayProcess> make,
            InstantSource clock,
            Consumer<String> notices,
            Consumer<String> log,
            Consumer<Throwable> crashes) {
        this.clock = clock;
        this.composition = composition;
        this.configuration = new ConfigurationGauges(hash, clock);
        this.zone = composition.settings().zone();
        this.admin = composition.settings().admin();
        this.books = books;
        keys = new ManagedKeys(books.keys(), composition, clock, books::use, notices, log);
        keys.start();
        books.start();
        process = make.apply(composition.snapshot(hash, keys.stored(), clock));
        management = new Management(
                process.gateway(),
                new DeskKeyBook(keys.desk()),
                books.usage(log),
                desk(books.calls(), books.vault()),
                books.content(log),
                books::spending,
                admin,
                process.blocking(),
                crashes);
        process.server().manage(management);
    }

    private @Nullable CallDesk desk(@Nullable CallDatabase calls, @Nullable ContentVault vault) {
        return calls == null ? null : new CallDesk(calls, () -> zone, clock, vault, process.gateway()::reckoning);
    }

    /** With so many event loops, the system's clocks, and a log for what there is to say. */
    static Running open(Composition composition, String hash, Bookkeeping books, int loops, Log log) {
        ServerSettings server = composition.settings().server();
        Consumer<Throwable> crashes = cause -> log.error("an error of the gateway's own", cause);
        return new Running(
                composition,
                hash,
                books,
                snapshot -> new GatewayProcess(
                        server == null ? ServerSettings.standard() : server,
                        snapshot,
                        loops,
                        InstantSource.system(),
                        System::nanoTime,
                        books.books(),
                        books.accounting(),
                        log::warn,
                        crashes),
                InstantSource.system(),
                log::warn,
                log::info,
                crashes);
    }

    /** Opens the listening sockets: that of calls, and the management API's if it has one. */
    List<InetSocketAddress> listen() throws IOException {
        String own = admin == null ? null : admin.listen();
        return process.listen(own == null ? null : Listen.parse(own));
    }

    /** Puts another configuration in force. */
    void use(Composition next, String hash) {
        books.use(next.settings());
        zone = next.settings().zone();
        keys.use(next);
        management.use(next.settings().admin());
        process.gateway().use(next.snapshot(hash, keys.stored(), clock));
        composition = next;
        configuration.inForce(hash);
    }

    /** A changed configuration can not be used. */
    void rejected() {
        configuration.rejected();
    }

    /** Lets Prometheus ask for this and how everything here is. Before {@link #listen}. */
    void observe(Telemetry telemetry) {
        Metrics metrics = telemetry.metrics();
        if (metrics == null) {
            return;
        }
        books.gauges().forEach(metrics::read);
        metrics.read(configuration);
        metrics.read(new ProcessGauges(process));
        metrics.read(new ProviderGauges(process, () -> composition));
        metrics.read(to -> new Jvm().read(to)); // its classes are for the first scrape
        LoopDelay.watch(process.workers().keySet(), System::nanoTime, metrics);
        management.tell(metrics);
    }

    /** Has the log be changed by way of this. */
    void manage(LogBook log) {
        management.use(log);
    }

    GatewayProcess process() {
        return process;
    }

    ManagedKeys keys() {
        return keys;
    }

    /** Stops at once. */
    void close() throws InterruptedException {
        process.close();
        keys.close();
        books.close();
    }
}
