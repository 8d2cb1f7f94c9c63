package dev.bifrost.app;

import dev.bifrost.exchange.Gateway;
import dev.bifrost.exchange.MemoryBudget;
import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Samples;
import dev.bifrost.telemetry.metrics.Source;
import dev.bifrost.upstream.HttpTransport;
import dev.bifrost.upstream.Origin;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is under way: calls, connections, and the memory that they hold. */
final class ProcessGauges implements Source {
    /** What a scrape waits for all loops together; a loop that does not answer by then is left out. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final GatewayProcess process;

    ProcessGauges(GatewayProcess process) {
        this.process = process;
    }

    @Override
    public void read(Samples to) {
        Gateway gateway = process.gateway();
        to.add(Family.RUNNING_REQUESTS, gateway.running());
        to.add(Family.ACTIVE_REQUESTS, gateway.running());
        to.add(Family.OPEN_STREAMS, gateway.streams());
        to.add(Family.CLIENT_CONNECTIONS, process.server().connections());
        held(to, "memory", gateway.memory());
        held(to, "disk", gateway.disk());
        held(to, "translating", gateway.translating());
        connections(to, gateway.inForce().addresses());
    }

    private static void held(Samples to, String kind, MemoryBudget budget) {
        to.add(Family.BUFFERED_BYTES, budget.held(), kind);
        to.add(Family.BUFFERED_LIMIT_BYTES, budget.limit(), kind);
    }

    /** Providers at the same address share its connections, which count for the first of them. */
    private void connections(Samples to, Map<String, Origin> addresses) {
        Map<Origin, HttpTransport.Connections> all = connections();
        addresses.forEach((provider, origin) -> {
            HttpTransport.Connections here = all.remove(origin);
            to.add(Family.UPSTREAM_CONNECTIONS, here == null ? 0 : here.busy(), provider, "busy");
            to.add(Family.UPSTREAM_CONNECTIONS, here == null ? 0 : here.idle(), provider, "idle");
        });
    }

    private Map<Origin, HttpTransport.Connections> connections() {
        List<Future<Map<Origin, HttpTransport.Connections>>> asked = new ArrayList<>();
        process.workers().forEach((loop, worker) -> {
            if (worker.http() instanceof HttpTransport http) {
                asked.add(loop.submit(http::connections));
            }
        });
        Map<Origin, HttpTransport.Connections> all = new HashMap<>();
        long end = System.nanoTime() + PATIENCE;
        for (Future<Map<Origin, HttpTransport.Connections>> each : asked) {
            boolean answered = each.awaitUninterruptibly(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (answered && each.isSuccess()) {
                each.getNow()
                        .forEach((origin, here) -> all.merge(
                                origin,
                                here,
                                (a, b) -> new HttpTransport.Connections(a.busy() + b.busy(), a.idle() + b.idle())));
            }
        }
        return all;
    }
}
