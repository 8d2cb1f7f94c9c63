package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.BANK;
import static dev.bifrost.quota.Scene.dollars;
import static dev.bifrost.quota.Scene.limits;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.api.settings.RateLimitSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A million calls over ten thousand keys: what a call takes must not grow with how many there were, or how many keys. */
class ScaleTest {
    private static final int KEYS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void calls_aMillionOverTenThousandKeys_memoryIsFlatAndNoCallAllocatesMuch() {
        Scene scene = new Scene();
        List<Accounts> callers = configure(scene, KEYS);
        run(scene, callers, 200_000);
        long before = allocated();
        long heap = live();
        run(scene, callers, 400_000);
        long first = allocated() - before;
        before = allocated();
        run(scene, callers, 400_000);
        long second = allocated() - before;

        assertThat(first / 400_000).as("bytes per call").isLessThan(1000);
        assertThat(second).as("the last calls allocate as the first").isBetween(first * 9 / 10, first * 11 / 10);
        assertThat(live() - heap).as("bytes kept by 800,000 calls").isLessThan(3_000_000);
        assertThat(scene.quota.openReservations()).isZero();
        assertThat(scene.budget(BANK).spent()).isEqualTo(1_000_000L * 1000);
        assertThat(callers).hasSize(KEYS);
    }

    private static List<Accounts> configure(Scene scene, int keys) {
        List<OwnerLimits> all = new ArrayList<>();
        all.add(limits(BANK, dollars("1000000", Per.MONTH)));
        var rates = new RateLimitSettings(1_000_000L, null, null, 1_000_000_000L, null, null, 50);
        List<Accounts> callers = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            all.add(new OwnerLimits(Owner.key("k" + i), List.of(dollars("50", Per.MONTH)), rates));
            callers.add(scene.quota.accounts(Owner.key("k" + i), BANK));
        }
        scene.configure(all);
        return callers;
    }

    private static void run(Scene scene, List<Accounts> callers, int calls) {
        for (int i = 0; i < calls; i++) {
            Call call = (Call) scene.quota.enter(callers.get(i % callers.size()), null, Scene.START);
            Reservation reservation = (Reservation) scene.quota.reserve(call, null, 2000, 500);
            scene.quota.settle(reservation, 1000, 400);
            scene.quota.leave(call);
            if (i % 1000 == 0) {
                scene.nanos.addAndGet(Duration.ofMillis(10).toNanos());
            }
            if (i % 100_000 == 0) {
                scene.quota.tick();
            }
        }
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static long live() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
