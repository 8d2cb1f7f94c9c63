package dev.bifrost.app;

import dev.bifrost.api.CallRecord;
import dev.bifrost.audit.content.Shown;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.Providers;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.telemetry.otlp.Otlp;
import dev.bifrost.telemetry.otlp.Peer;
import dev.bifrost.telemetry.otlp.Self;
import dev.bifrost.telemetry.otlp.TracingSettings;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands calls on to whoever makes traces of them, which is nobody until a configuration says so. */
final class TraceFeed implements AutoCloseable {
    private @Nullable String instance;
    private final Consumer<String> notices;
    /** What former collectors did not get. */
    private final AtomicLong former = new AtomicLong();

    private volatile @Nullable Providers providers;
    private volatile @Nullable Otlp otlp;
    /** Whether content is told under the configuration in force: calls keep the one that they began with. */
    private volatile boolean telling;

    private @Nullable TracingSettings inForce;

    /** {@code notices} takes what the operator should know. */
    TraceFeed(Consumer<String> notices) {
        this.notices = notices;
    }

    /** Another configuration takes force. What the former collector has not got yet still goes there. */
    void use(Composition next) {
        providers = next.providers();
        TracingSettings wanted = next.settings().observability().tracing();
        if (Objects.equals(inForce, wanted)) {
            return;
        }
        telling = wanted != null && wanted.content();
        Otlp before = otlp;
        otlp = wanted == null
                ? null
                : Otlp.open(wanted, self(next.settings().server()), this::peer, System::nanoTime, notices);
        inForce = wanted;
        if (before != null) {
            Thread.ofVirtual().name("otlp-former").start(() -> end(before));
        }
    }

    private Self self(@Nullable ServerSettings server) {
        String known = instance == null ? UUID.randomUUID().toString() : instance;
        instance = known;
        return new Self(Version.number(), known, server != null && server.tls() != null ? "https" : "http");
    }

    private @Nullable Peer peer(String name) {
        Providers known = providers;
        Provider provider = known == null ? null : known.get(name);
        if (provider == null) {
            return null;
        }
        URI base = provider.baseUrl();
        int port = base.getPort() > 0 ? base.getPort() : "https".equalsIgnoreCase(base.getScheme()) ? 443 : 80;
        return new Peer(provider.type(), base.getHost(), port);
    }

    /** A call is over. Reads what is to be told of its content, which may take a moment, on the thread that brings it. */
    void accept(CallRecord call, @Nullable Shown shown) {
        Otlp following = otlp;
        if (following != null) {
            following.accept(call, shown != null && telling ? TracedTexts.of(call.operation(), shown) : null);
        }
    }

    /** Spans that did not get to any collector, and calls of which none were made, so far. */
    long lost() {
        Otlp following = otlp;
        return former.get() + (following == null ? 0 : following.lost());
    }

    private void end(Otlp before) {
        before.close();
        former.addAndGet(before.lost());
    }

    @Override
    public void close() {
        Otlp following = otlp;
        if (following != null) {
            following.close();
        }
    }
}
