package dev.bifrost.pricing;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the prices in force. Files are read when it starts or is configured anew, addresses in the background, and both
 * again as often as {@code refresh} says, on a virtual thread of its own. What can not be read, or moves too far, leaves
 * the old in force and is told to the operator.
 */
public final class PriceSources implements AutoCloseable {
    private final InstantSource clock;
    private final Consumer<String> notices;
    private final SourceFetch fetch;
    private final BuiltInPrices builtIn = BuiltInPrices.load();
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);

    private final ReentrantLock lock = new ReentrantLock();
    /** What the sources said last; guarded by the lock. */
    private final Map<PriceSettings.Source, LoadedTable> loaded = new HashMap<>();

    private Map<String, BigDecimal> factors;
    private volatile PriceSettings settings;
    private volatile Prices prices;
    private @Nullable Thread reader;

    /**
     * Overrides and the built-in catalogue are in force at once; sources once they are read.
     *
     * @param factors {@code price_factor} by the provider's name
     * @param notices what an operator should know; called from any thread
     * @throws IllegalArgumentException if a factor or a {@code same_as} makes no sense
     */
    public PriceSources(
            PriceSettings settings, Map<String, BigDecimal> factors, InstantSource clock, Consumer<String> notices) {
        this(settings, factors, clock, notices, SourceFetch.real());
    }

    PriceSources(
            PriceSettings settings,
            Map<String, BigDecimal> factors,
            InstantSource clock,
            Consumer<String> notices,
            SourceFetch fetch) {
        this.settings = settings;
        this.factors = Map.copyOf(factors);
        this.clock = clock;
        this.notices = notices;
        this.fetch = fetch;
        this.prices = new Prices(settings, factors, List.of(builtIn));
    }

    /** The prices in force. Never blocks. */
    public Prices current() {
        return prices;
    }

    /** Reads the files, and begins with the rest. */
    public void start() {
        readAll(settings, false);
        watch();
    }

    /**
     * Other settings from now on. What sources said that stay is kept.
     *
     * @throws IllegalArgumentException if they make no sense; the old stay in force
     */
    public void configure(PriceSettings others, Map<String, BigDecimal> otherFactors) {
        lock.lock();
        try {
            prices = new Prices(others, otherFactors, tables(others));
            loaded.keySet().retainAll(others.sources());
            factors = Map.copyOf(otherFactors);
            settings = others;
        } finally {
            lock.unlock();
        }
        readAll(others, false);
        watch();
    }

    /**
     * Reads everything, here and now.
     *
     * @return false if something could not be read
     */
    public boolean refresh() {
        PriceSettings now = settings;
        boolean files = readAll(now, false);
        boolean addresses = readAll(now, true);
        return files && addresses;
    }

    private void watch() {
        boolean needed = !settings.sources().isEmpty()
                && (every() != null || settings.sources().stream().anyMatch(source -> source.url() != null));
        if (reader != null) {
            boolean _ = wake.offer(true);
        } else if (needed) {
            reader = Thread.ofVirtual().name("prices").start(this::run);
        }
    }

    private @Nullable Duration every() {
        PriceSettings.Refresh refresh = settings.refresh();
        return refresh == null ? null : refresh.every();
    }

    private void run() {
        try {
            readAll(settings, true);
            while (true) {
                Duration every = every();
                Boolean configured = every == null ? wake.take() : wake.poll(every.toMillis(), TimeUnit.MILLISECONDS);
                if (configured == null) {
                    readAll(settings, false);
                }
                readAll(settings, true);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private boolean readAll(PriceSettings of, boolean remote) {
        boolean all = true;
        for (PriceSettings.Source source : of.sources()) {
            if ((source.url() != null) == remote && !Thread.currentThread().isInterrupted()) {
                all &= read(source);
            }
        }
        return all;
    }

    /** False if it can not be read. */
    private boolean read(PriceSettings.Source source) {
        try {
            String date = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().toString();
            LoadedTable fresh = TableReader.read(source.format(), fetch.bytes(source), date);
            take(source, fresh);
            return true;
        } catch (IOException | RuntimeException e) {
            notices.accept(
                    "prices of " + source + " can not be read, and those before stay in force: " + e.getMessage());
            return false;
        }
    }

    private void take(PriceSettings.Source source, LoadedTable fresh) {
        lock.lock();
        try {
            int place = settings.sources().indexOf(source);
            if (place >= 0) {
                LoadedTable admitted = HeldBack.admit(
                        fresh,
                        loaded.get(source),
                        below(settings, place),
                        clock.instant(),
                        notice -> notices.accept("prices of " + source + ": " + notice));
                loaded.put(source, admitted);
                prices = new Prices(settings, factors, tables(settings));
            }
        } finally {
            lock.unlock();
        }
    }

    private List<PriceTable> tables(PriceSettings of) {
        return below(of, -1);
    }

    /** The tables that are asked after the one at that place. */
    private List<PriceTable> below(PriceSettings of, int place) {
        List<PriceTable> tables = new ArrayList<>();
        for (PriceSettings.Source source :
                of.sources().subList(place + 1, of.sources().size())) {
            LoadedTable table = loaded.get(source);
            if (table != null) {
                tables.add(table);
            }
        }
        tables.add(builtIn);
        return tables;
    }

    /** Stops reading. The prices in force stay. */
    @Override
    public void close() {
        Thread running = reader;
        if (running != null) {
            running.interrupt();
        }
    }
}
