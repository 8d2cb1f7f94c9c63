package dev.bifrost.app;

import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.telemetry.LineWriter;
import dev.bifrost.telemetry.Log;
import dev.bifrost.telemetry.LogSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Puts a changed configuration in force without a restart. Looks at the file's content, not at its date, because
 * Kubernetes swaps links; at once on SIGHUP. A file with problems leaves the old configuration in force.
 */
final class Reload {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Path file;
    private final Catalogue catalogue;
    private final Map<String, String> environment;
    private final GatewayProcess process;
    private final LineWriter lines;
    private final BiFunction<Draft, Map<String, String>, Draft> override;
    private final Semaphore hurry = new Semaphore(0);
    private GatewaySettings inForce;
    private String hash;

    private Reload(
            Path file,
            Composition.Outcome first,
            GatewaySettings settings,
            Catalogue catalogue,
            Map<String, String> environment,
            GatewayProcess process,
            LineWriter lines,
            BiFunction<Draft, Map<String, String>, Draft> override) {
        this.file = file;
        this.inForce = settings;
        this.hash = first.hash();
        this.catalogue = catalogue;
        this.environment = environment;
        this.process = process;
        this.lines = lines;
        this.override = override;
    }

    /** Watches the file until the process ends. */
    static void watch(
            Path file,
            Composition.Outcome first,
            GatewaySettings settings,
            Catalogue catalogue,
            Map<String, String> environment,
            GatewayProcess process,
            LineWriter lines,
            BiFunction<Draft, Map<String, String>, Draft> override) {
        Reload reload = new Reload(file, first, settings, catalogue, environment, process, lines, override);
        onHangUp(reload.hurry::release, lines.log());
        Thread.ofVirtual().name("reload").start(reload::run);
    }

    private void run() {
        try {
            while (!process.gateway().draining()) {
                boolean asked = hurry.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                Draft draft = ConfigFile.read(file, environment);
                if (asked || !draft.hash().equals(hash)) {
                    hash = draft.hash(); // a bad file is complained of once, not every time it is looked at
                    apply(draft);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void apply(Draft draft) {
        Log log = lines.log();
        Composition.Outcome outcome = Composition.of(override.apply(draft, environment), catalogue, environment);
        Composition next = outcome.composition();
        if (next == null) {
            outcome.problems().forEach(problem -> log.error(problem.toString()));
            log.error("the changed configuration can not be used; the old one stays in force", "file", file);
            return;
        }
        outcome.warnings().forEach(warning -> log.warn(warning.toString()));
        List<String> restart = needRestart(inForce, next.settings());
        if (!restart.isEmpty()) {
            log.warn("changed settings that take effect only after a restart", "settings", String.join(", ", restart));
        }
        LogSettings logging = next.settings().observability().log();
        lines.use(logging == null ? LogSettings.standard() : logging);
        inForce = next.settings();
        process.gateway().use(next.snapshot(outcome.hash(), InstantSource.system()));
        log.info("configuration in force", "configuration", outcome.hash());
    }

    private static List<String> needRestart(GatewaySettings old, GatewaySettings now) {
        List<String> names = new ArrayList<>();
        if (!Objects.equals(old.server(), now.server())) {
            names.add("server");
        }
        return names;
    }

    /** Java names its signals only in a package that compilers warn of; where it is missing, SIGHUP ends the process. */
    private static void onHangUp(Runnable action, Log log) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object run = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                }
                return null;
            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), run);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.debug("SIGHUP does not reload the configuration here", "why", e.toString());
        }
    }
}
