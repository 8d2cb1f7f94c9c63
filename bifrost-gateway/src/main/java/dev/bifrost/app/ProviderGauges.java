package dev.bifrost.app;

import dev.bifrost.api.Target;
import dev.bifrost.exchange.Worker;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.ProviderKey;
import dev.bifrost.provider.Providers;
import dev.bifrost.routing.Resolution;
import dev.bifrost.routing.Router;
import dev.bifrost.routing.Step;
import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Samples;
import dev.bifrost.telemetry.metrics.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the targets of aliases and the credentials of providers are. */
final class ProviderGauges implements Source {
    private final Worker clock;
    private final Supplier<Composition> composition;

    ProviderGauges(GatewayProcess process, Supplier<Composition> composition) {
        this.clock = process.workers().values().iterator().next();
        this.composition = composition;
    }

    @Override
    public void read(Samples to) {
        Composition now = composition.get();
        long time = clock.now();
        for (Provider provider : now.providers().inOrder()) {
            keys(to, provider, time);
        }
        targets(to, now.router(), now.providers(), time);
    }

    private static void keys(Samples to, Provider provider, long time) {
        int cooling = 0;
        for (ProviderKey key : provider.keys("", time, new SplittableRandom())) {
            cooling += key.cooling(time) ? 1 : 0;
            String fingerprint = key.fingerprint();
            if (fingerprint != null) {
                to.add(Family.PROVIDER_KEY_UP, !key.cooling("", time), provider.name(), fingerprint);
            }
        }
        to.add(Family.KEYS_COOLING, cooling, provider.name());
    }

    private static void targets(Samples to, Router router, Providers providers, long time) {
        Map<Target, Boolean> disabled = new LinkedHashMap<>();
        for (String alias : router.aliases()) {
            Resolution resolution = router.resolve(alias);
            if (resolution != null) {
                for (Step step : router.plan(resolution, List.of(), new SplittableRandom())
                        .steps()) {
                    disabled.putIfAbsent(step.target(), "disabled".equals(step.skip()));
                }
            }
        }
        disabled.forEach((target, off) -> {
            boolean up = !off && usable(providers.get(target.provider()), target.model(), time);
            to.add(Family.TARGET_UP, up, target.provider(), target.model());
        });
        to.add(
                Family.TARGETS_DISABLED,
                disabled.values().stream().filter(off -> off).count());
    }

    private static boolean usable(@Nullable Provider provider, String model, long time) {
        return provider != null
                && provider.disabled() == null
                && provider.keys(model, time, new SplittableRandom()).stream()
                        .anyMatch(key -> !key.cooling(model, time));
    }
}
