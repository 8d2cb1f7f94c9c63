package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.access.VirtualKey;
import dev.bifrost.admin.ContentBook;
import dev.bifrost.admin.UsageBook;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.json.Json;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.exchange.Accounting;
import dev.bifrost.exchange.Books;
import dev.bifrost.pricing.Prices;
import dev.bifrost.quota.Expectation;
import dev.bifrost.quota.LeaseLog;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.Past;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.Warnings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Budgets, limits and prices as a configuration has them, without anything on disk. */
final class MemoryBookkeeping implements Bookkeeping {
    private final KeyStore keys;
    private final Books books;
    private final Quota quota;
    private final Accounting accounting;
    private volatile Prices prices;
    private GatewaySettings settings;
    private Collection<VirtualKey> stored = List.of();
    private @Nullable CallDatabase calls;

    MemoryBookkeeping(
            GatewaySettings settings,
            KeyStore keys,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<CallRecord> records) {
        this.settings = settings;
        this.keys = keys;
        this.books = Books.lax(records);
        this.quota = new Quota(LeaseLog.NONE, Past.NONE, List.of(), Warnings.NONE, clock, nanoTime);
        this.prices = prices(settings);
        this.accounting = new Accounting(quota, new Expectation(), () -> prices);
        configure();
    }

    private static Prices prices(GatewaySettings settings) {
        return Prices.of(settings.prices(), Limits.factors(settings));
    }

    private void configure() {
        try {
            quota.configure(Limits.of(settings, stored), settings.zone());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long open() {
        return quota.openReservations() + quota.abandonedReservations();
    }

    @Override
    public Books books() {
        return books;
    }

    @Override
    public Accounting accounting() {
        return accounting;
    }

    @Override
    public KeyStore keys() {
        return keys;
    }

    @Override
    public Json.Obj spending(String key, @Nullable String team, @Nullable String organization) {
        return SpendingReport.of(quota, key, team, organization);
    }

    @Override
    public UsageBook usage(Consumer<String> log) {
        return new UsageDesk(
                () -> UsageDesk.known(Limits.of(settings, stored)),
                each -> {
                    Owner owner = Owner.read(each.owner());
                    if (owner != null) {
                        quota.adjust(owner, each.time(), each.nanoDollars());
                    }
                },
                ZoneOffset.UTC,
                InstantSource.system(),
                log);
    }

    MemoryBookkeeping asking(@Nullable CallDatabase database) {
        calls = database;
        return this;
    }

    @Override
    public @Nullable CallDatabase calls() {
        return calls;
    }

    @Override
    public ContentBook content(Consumer<String> log) {
        return (_, _) -> new Json.Obj();
    }

    @Override
    public void start() {}

    @Override
    public void use(GatewaySettings next) {
        settings = next;
        prices = prices(next);
        configure();
    }

    @Override
    public void use(Collection<VirtualKey> others) {
        stored = others;
        configure();
    }

    @Override
    public void close() {}
}
