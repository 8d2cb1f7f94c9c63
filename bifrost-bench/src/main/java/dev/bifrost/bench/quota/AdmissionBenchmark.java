package dev.bifrost.bench.quota;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.quota.Accounts;
import dev.bifrost.quota.Call;
import dev.bifrost.quota.Entry;
import dev.bifrost.quota.LeaseLog;
import dev.bifrost.quota.Outcome;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.OwnerLimits;
import dev.bifrost.quota.Past;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.Reservation;
import dev.bifrost.quota.Warnings;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole call as quota sees it: enter, reserve, settle, leave. The key has a budget, limits of calls, tokens and calls at once;
 * its team and organisation have a budget each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdmissionBenchmark {

    /** How many keys there are; calls go round. */
    @Param({"1", "10000"})
    public int keys = 1;

    private final Quota quota =
            new Quota(LeaseLog.NONE, Past.NONE, List.of(), Warnings.NONE, InstantSource.system(), System::nanoTime);
    private final Instant time = Instant.now();
    private Accounts[] callers = {};

    /** Where each thread is in the round. */
    @State(Scope.Thread)
    public static class Round {
        private int next;
    }

    /** Configures all owners. */
    @Setup
    public void configure() throws IOException {
        List<OwnerLimits> limits = new ArrayList<>();
        limits.add(new OwnerLimits(Owner.organization("bank"), List.of(budget()), null));
        limits.add(new OwnerLimits(Owner.team("legal"), List.of(budget()), null));
        var rates = new RateLimitSettings(1_000_000_000L, null, null, 1_000_000_000_000L, null, null, 100);
        callers = new Accounts[keys];
        for (int i = 0; i < keys; i++) {
            Owner key = Owner.key("k" + i);
            limits.add(new OwnerLimits(key, List.of(budget()), rates));
            callers[i] = quota.accounts(key, Owner.team("legal"), Owner.organization("bank"));
        }
        quota.configure(limits, ZoneOffset.UTC);
    }

    /** One call that passes. */
    @Benchmark
    public boolean call(Round round) {
        Accounts caller = callers[round.next];
        round.next = round.next + 1 == callers.length ? 0 : round.next + 1;
        Entry entry = quota.enter(caller, null, time);
        if (!(entry instanceof Call call)) {
            throw new IllegalStateException(entry.toString());
        }
        Outcome outcome = quota.reserve(call, null, 2000, 500);
        if (!(outcome instanceof Reservation reservation)) {
            throw new IllegalStateException(outcome.toString());
        }
        boolean settled = quota.settle(reservation, 1000, 400);
        quota.leave(call);
        return settled;
    }

    private static BudgetSettings budget() {
        return new BudgetSettings(BigDecimal.valueOf(1_000_000), Per.MONTH, null, null, List.of(80), null);
    }
}
