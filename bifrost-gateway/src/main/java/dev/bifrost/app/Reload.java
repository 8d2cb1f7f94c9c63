package dev.bifrost.app;

import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.telemetry.Log;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Puts a changed configuration in force without a restart. Looks at the file's content, not at its date, because
 * Kubernetes swaps links; at once on SIGHUP. A file with problems leaves the old configuration in force.
 */
final class Reload {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Path file;
    private final Catalogue catalogue;
    private final Map<String, String> environment;
    private final Running running;
    private final Log log;
    private final LogDesk logging;
    private final TraceFeed traces;
    private final Semaphore hurry = new Semaphore(0);
    private GatewaySettings inForce;
    private boolean open;
    private String hash;

    private Reload(
            Path file,
            Composition.Outcome first,
            Composition inForce,
            Catalogue catalogue,
            Map<String, String> environment,
            Running running,
            Log log,
            LogDesk logging,
            TraceFeed traces) {
        this.file = file;
        this.inForce = inForce.settings();
        this.open = inForce.open();
        this.hash = first.hash();
        this.catalogue = catalogue;
        this.environment = environment;
        this.running = running;
        this.log = log;
        this.logging = logging;
        this.traces = traces;
    }

    /** Watches the file until the process ends. */
    static void watch(
            Path file,
            Composition.Outcome first,
            Composition inForce,
            Catalogue catalogue,
            Map<String, String> environment,
            Running running,
            Log log,
            LogDesk logging,
            TraceFeed traces) {
        Reload reload = new Reload(file, first, inForce, catalogue, environment, running, log, logging, traces);
        onHangUp(reload.hurry::release, log);
        Thread.ofVirtual().name("reload").start(reload::run);
    }

    private void run() {
        try {
            while (!running.process().gateway().draining()) {
                boolean asked = hurry.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                look(asked);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean asked) {
        try {
            Draft draft = ConfigFile.read(file, environment);
            if (asked || !draft.hash().equals(hash)) {
                hash = draft.hash(); // a bad file is complained of once, not every time it is looked at
                apply(draft, asked);
            }
        } catch (RuntimeException e) {
            log.error("the configuration could not be looked at; the old one stays in force", e);
        }
    }

    /** The file is held against the address that is in force: what it says of another waits for a restart. */
    private void apply(Draft draft, boolean asked) {
        ServerSettings server = inForce.server();
        ServerSettings.Listen address = (server == null ? ServerSettings.standard() : server).listen();
        Composition.Outcome outcome = Composition.of(draft.listening(address), catalogue, environment);
        Composition next = outcome.composition();
        if (next == null) {
            outcome.problems().forEach(problem -> log.error(problem.toString()));
            running.rejected();
            log.error("the changed configuration can not be used; the old one stays in force", "file", file);
            return;
        }
        outcome.warnings().forEach(warning -> log.warn(warning.toString()));
        List<String> late = restart(inForce, next.settings());
        if (!late.isEmpty()) {
            log.warn("changed settings that take effect only after a restart", "settings", String.join(", ", late));
        }
        if (next.open() != open) {
            open = next.open();
            log.warn(open ? "virtual keys are not asked for any more" : "virtual keys are asked for from now on");
        }
        logging.configure(next.settings().observability().log(), asked);
        inForce = next.settings();
        traces.use(next);
        running.use(next, outcome.hash());
        log.info("configuration in force", "configuration", outcome.hash());
    }

    /** What is different and takes effect only with the next start. */
    private static List<String> restart(GatewaySettings before, GatewaySettings after) {
        List<String> late = new ArrayList<>();
        if (!Objects.equals(before.server(), after.server())) {
            late.add("server");
        }
        String listen = before.admin() == null ? null : before.admin().listen();
        if (!Objects.equals(listen, after.admin() == null ? null : after.admin().listen())) {
            late.add("admin.listen");
        }
        if (!before.data().equals(after.data())) {
            late.add("data");
        }
        if (!Objects.equals(before.store(), after.store())) {
            late.add("store");
        }
        if (!Objects.equals(before.journal(), after.journal())) {
            late.add("journal");
        }
        if (!Objects.equals(
                before.observability().metrics(), after.observability().metrics())) {
            late.add("observability.metrics");
        }
        if (!audit(before).equals(audit(after))) {
            late.add("observability.audit");
        }
        if (!Objects.equals(
                before.observability().alerts(), after.observability().alerts())) {
            late.add("observability.alerts");
        }
        return late;
    }

    /** What of it takes effect only with the next start: all but what is kept of which calls. */
    private static AuditSettings audit(GatewaySettings settings) {
        return settings.observability().audit().with(ContentMode.NONE);
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
