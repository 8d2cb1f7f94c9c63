package dev.bifrost.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.api.settings.BudgetSettings.Reserve;
import dev.bifrost.api.settings.RateLimitSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A quota with clocks, a lease log and a past in the test's hands. */
final class Scene {
    static final Instant START = Instant.parse("2026-11-11T10:07:00Z");
    static final long DOLLAR = 1_000_000_000;
    static final long CENT = DOLLAR / 100;
    static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    static final Owner KEY = Owner.key("tenant-12");
    static final Owner TEAM = Owner.team("legal");
    static final Owner BANK = Owner.organization("bank");

    /** Keeps the last lease of each account and period, when told to. */
    static final class Log implements LeaseLog {
        final Map<String, Lease> durable = new TreeMap<>();
        final List<Runnable> pending = new ArrayList<>();
        boolean deferred;
        boolean broken;
        int written;

        @Override
        public synchronized void lease(
                String account, String period, long nanoDollars, Consumer<@Nullable IOException> done) {
            Runnable write = () -> {
                if (broken) {
                    done.accept(new IOException("no space left on device"));
                    return;
                }
                synchronized (this) {
                    durable.put(account + "@" + period, new Lease(account, period, nanoDollars));
                    written++;
                }
                done.accept(null);
            };
            if (deferred) {
                pending.add(write);
            } else {
                write.run();
            }
        }

        void catchUp() {
            while (!pending.isEmpty()) {
                pending.removeFirst().run();
            }
        }

        synchronized List<Lease> leases() {
            return List.copyOf(durable.values());
        }

        synchronized long of(String account) {
            return durable.values().stream()
                    .filter(lease -> lease.account().equals(account))
                    .mapToLong(Lease::nanoDollars)
                    .sum();
        }
    }

    /** What the journal would hold: settled money by account and time. */
    static final class Book implements Past {
        private final Map<String, TreeMap<Instant, Long>> entries = new HashMap<>();
        boolean broken;

        synchronized void add(Owner owner, Instant time, long nanos) {
            entries.computeIfAbsent(owner.toString(), o -> new TreeMap<>()).merge(time, nanos, Long::sum);
        }

        /** By time, of all together. */
        synchronized Map<Instant, Long> entries() {
            Map<Instant, Long> all = new TreeMap<>();
            entries.values().forEach(times -> times.forEach((time, nanos) -> all.merge(time, nanos, Long::sum)));
            return all;
        }

        long within(Period period) {
            return entries().entrySet().stream()
                    .filter(entry -> period.contains(entry.getKey().toEpochMilli()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public synchronized Map<String, Long> spent(java.util.Set<String> accounts, Instant from, Instant to)
                throws IOException {
            if (broken) {
                throw new IOException("database is locked");
            }
            assertThat(from.toEpochMilli() % 900_000).as("a quarter of an hour").isZero();
            Map<String, Long> sums = new HashMap<>();
            entries.forEach((account, times) -> sums.put(
                    account,
                    times.subMap(from, to).values().stream()
                            .mapToLong(Long::longValue)
                            .sum()));
            return sums;
        }
    }

    /** Runs tasks when told. */
    static final class Loop implements Scheduler {
        private final List<Runnable> timers = new ArrayList<>();

        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public synchronized Runnable schedule(Runnable task, long nanos) {
            timers.add(task);
            return () -> {
                synchronized (this) {
                    timers.remove(task);
                }
            };
        }

        void fire() {
            while (true) {
                Runnable next;
                synchronized (this) {
                    if (timers.isEmpty()) {
                        return;
                    }
                    next = timers.removeFirst();
                }
                next.run();
            }
        }

        int timers() {
            return timers.size();
        }
    }

    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE / 3);
    final AtomicLong millis = new AtomicLong(START.toEpochMilli());
    final Log log;
    final Book book;
    final Loop loop = new Loop();
    final List<String> warnings = new ArrayList<>();
    final Quota quota;

    Scene() {
        this(new Log(), new Book());
    }

    Scene(Log log, Book book) {
        this.log = log;
        this.book = book;
        this.quota = new Quota(
                log,
                book,
                log.leases(),
                (owner, name, budget, percent) -> warnings.add(owner + " " + budget.name() + " " + percent),
                this::now,
                nanos::get);
    }

    Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    /** Both clocks go on. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        millis.addAndGet(time.toMillis());
    }

    /** Somebody sets the wall clock. */
    void set(String time) {
        millis.set(Instant.parse(time).toEpochMilli());
    }

    void configure(OwnerLimits... limits) {
        configure(List.of(limits));
    }

    void configure(Collection<OwnerLimits> limits) {
        try {
            quota.configure(limits, ZURICH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Call enter(Owner... owners) {
        Entry entry = quota.enter(quota.accounts(owners), null, now());
        assertThat(entry).isInstanceOf(Call.class);
        return (Call) entry;
    }

    Reservation reserve(Call call, long nanoDollars) {
        Outcome outcome = quota.reserve(call, null, nanoDollars, 0);
        assertThat(outcome).isInstanceOf(Reservation.class);
        return (Reservation) outcome;
    }

    /** A whole call, which the journal hears of. */
    void spend(long nanoDollars, Owner... owners) {
        Call call = enter(owners);
        Instant time = now();
        quota.settle(reserve(call, nanoDollars), nanoDollars, 0);
        quota.leave(call);
        for (Owner owner : owners) {
            book.add(owner, time, nanoDollars);
        }
    }

    /** What came of the wish to reserve so much. */
    Outcome ask(long nanoDollars, Owner... owners) {
        Call call = enter(owners);
        Outcome outcome = quota.reserve(call, null, nanoDollars, 0);
        if (outcome instanceof Reservation reservation) {
            quota.release(reservation);
        }
        quota.leave(call);
        return outcome;
    }

    BudgetState budget(Owner owner) {
        Report report = quota.report(owner);
        assertThat(report).isNotNull();
        return report.budgets().getFirst();
    }

    static OwnerLimits limits(Owner owner, BudgetSettings... budgets) {
        return new OwnerLimits(owner, List.of(budgets), null);
    }

    static OwnerLimits limits(Owner owner, RateLimitSettings rates) {
        return new OwnerLimits(owner, List.of(), rates);
    }

    static BudgetSettings dollars(String usd, Per per) {
        return new BudgetSettings(new BigDecimal(usd), per, null, null, List.of(), null);
    }

    static BudgetSettings rolling(String usd, Per per) {
        return new BudgetSettings(new BigDecimal(usd), per, true, null, List.of(), null);
    }

    static BudgetSettings cap(String usd, Per per) {
        return new BudgetSettings(new BigDecimal(usd), per, null, Reserve.CAP, List.of(), null);
    }

    static RateLimitSettings requests(@Nullable Long perMinute, @Nullable Long perHour) {
        return new RateLimitSettings(perMinute, perHour, null, null, null, null, null);
    }

    static RateLimitSettings tokens(long perMinute) {
        return new RateLimitSettings(null, null, null, perMinute, null, null, null);
    }

    static RateLimitSettings concurrent(int calls) {
        return new RateLimitSettings(null, null, null, null, null, null, calls);
    }
}
