package dev.bifrost.app;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Glob;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.journal.Holdings;
import dev.bifrost.pricing.PriceSources;
import dev.bifrost.pricing.Prices;
import dev.bifrost.provider.Provider;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code bifrost usage reprice}: reads the journal, which a gateway may be writing, and appends to the store.
 *
 * @param out takes what was asked for
 * @param err takes what the operator should know
 */
record RepriceRun(Composition composition, InstantSource clock, Consumer<String> out, Consumer<String> err) {
    private static final int BATCH = 1000;

    /** The exit code. */
    int run(Instant from, Instant to, @Nullable Glob models, boolean dry) throws IOException {
        GatewaySettings settings = composition.settings();
        Prices prices = prices(settings);
        Path folder = DurableBookkeeping.journal(settings);
        if (prices == null || !isThere(folder)) {
            return 1;
        }
        Repricing repricing = new Repricing(from, to, models, (target, usage, at) -> cost(prices, target, usage, at));
        Holdings held = Holdings.read(folder, (_, entry) -> repricing.take(entry));
        if (!held.findings().isEmpty()) {
            held.findings().forEach(finding -> err.accept(finding.toString()));
            err.accept("bifrost: the journal is damaged, see 'bifrost journal repair'; nothing was changed");
            return 1;
        }
        Instant complete = complete(held, from);
        try (Store store = Store.open(settings.store(), settings.data(), clock, err)) {
            String instance = String.valueOf(held.instance());
            var earlier = store.adjustments().referring(Repricing.reference(instance), from, to);
            var outcome = repricing.outcome(
                    instance, complete, earlier, UsageCommand.BY, Instant.ofEpochMilli(clock.millis()));
            tell(repricing, outcome, from, to);
            if (dry) {
                out.accept("nothing was changed; without --dry-run "
                        + outcome.adjustments().size() + " corrections would be appended");
            } else {
                out.accept(append(store, outcome.adjustments()) + " corrections appended");
            }
        }
        return 0;
    }

    private static int append(Store store, List<Adjustment> adjustments) {
        int made = 0;
        for (int at = 0; at < adjustments.size(); at += BATCH) {
            made += store.adjustments().add(adjustments.subList(at, Math.min(at + BATCH, adjustments.size())));
        }
        return made;
    }

    private boolean isThere(Path folder) {
        boolean there = Files.isDirectory(folder);
        if (!there) {
            err.accept("bifrost: there is no journal in " + folder);
        }
        return there;
    }

    /** Null if a source can not be read: by other prices everything would be wrong. */
    private @Nullable Prices prices(GatewaySettings settings) {
        try (PriceSources sources = new PriceSources(settings.prices(), Limits.factors(settings), clock, err)) {
            if (sources.refresh()) {
                return sources.current();
            }
            err.accept("bifrost: not all prices can be read; nothing was changed");
            return null;
        }
    }

    /** As the gateway does: the name that it has here, else the one that the provider gives it. */
    private Cost cost(Prices prices, Target target, Usage usage, Instant at) {
        Provider provider = composition.providers().get(target.provider());
        if (provider == null) {
            return prices.cost(target.provider(), target.provider(), target.model(), usage, at);
        }
        Cost cost = prices.cost(provider.type(), provider.name(), target.model(), usage, at);
        String wireName = provider.wireName(target.model());
        return cost.isUnknown() && !wireName.equals(target.model())
                ? prices.cost(provider.type(), provider.name(), wireName, usage, at)
                : cost;
    }

    /** From when on the journal has every call; null if it has all of them. */
    private @Nullable Instant complete(Holdings held, Instant from) {
        Instant since = held.since();
        if (since == null) {
            return null;
        }
        Instant complete = since.equals(Instant.MAX) ? since : Times.nextQuarter(since);
        if (complete.isAfter(from)) {
            err.accept("the journal no longer holds all calls: "
                    + (since.equals(Instant.MAX)
                            ? "it has none that are complete"
                            : "it is complete from " + complete + " on; calls before that stay as they are"));
        }
        return complete;
    }

    private void tell(Repricing repricing, Repricing.Outcome outcome, Instant from, Instant to) {
        out.accept("calls from " + from + " until before " + to + ": " + repricing.calls() + " with usage");
        if (!outcome.lines().isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("OWNER", "CALLS", "BEFORE", "AFTER", "DIFFERENCE"));
            for (Repricing.Line each : outcome.lines()) {
                long difference = each.after() - each.before();
                rows.add(List.of(
                        each.owner(),
                        Long.toString(each.calls()),
                        UsageReport.money(each.before()),
                        UsageReport.money(each.after()),
                        (difference > 0 ? "+" : "") + UsageReport.money(difference)));
            }
            out.accept(Columns.of(rows));
        }
        repricing
                .unpriced()
                .forEach((model, attempts) -> out.accept("no price is known for " + model + ": " + attempts
                        + " attempts stay as they are; prices.overrides can give one"));
    }
}
