package dev.bifrost.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far a sink has come, and who waits for it to come further. */
final class Passed {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private long last;

    /** Everything up to this entry is kept. */
    void to(long sequence) {
        List<CompletableFuture<Void>> ready = new ArrayList<>();
        lock.lock();
        try {
            last = Math.max(last, sequence);
            var through = waiting.headMap(last, true);
            through.values().forEach(ready::addAll);
            through.clear();
        } finally {
            lock.unlock();
        }
        ready.forEach(each -> each.complete(null));
    }

    /** {@code done} is told on any thread, once. */
    void await(long sequence, Duration patience, Supplier<Throwable> late, Consumer<@Nullable Throwable> done) {
        CompletableFuture<Void> wait = new CompletableFuture<>();
        boolean already;
        lock.lock();
        try {
            already = sequence <= last;
            if (!already) {
                waiting.computeIfAbsent(sequence, _ -> new ArrayList<>(2)).add(wait);
            }
        } finally {
            lock.unlock();
        }
        if (already) {
            done.accept(null);
            return;
        }
        wait.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, problem) -> {
            forget(sequence, wait);
            done.accept(problem == null ? null : late.get());
        });
    }

    @SuppressWarnings("ReferenceEquality") // this very one
    private void forget(long sequence, CompletableFuture<Void> wait) {
        lock.lock();
        try {
            List<CompletableFuture<Void>> those = waiting.get(sequence);
            if (those != null && those.removeIf(each -> each == wait) && those.isEmpty()) {
                waiting.remove(sequence);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody is left waiting: what is not kept by now is late. */
    void close() {
        List<CompletableFuture<Void>> left = new ArrayList<>();
        lock.lock();
        try {
            waiting.values().forEach(left::addAll);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(each -> each.completeExceptionally(new IllegalStateException("the sink is closed")));
    }
}
