package dev.bifrost.app;

import dev.bifrost.config.GatewaySettings;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.store.Store;
import io.netty.channel.epoll.Epoll;
import java.util.concurrent.CompletableFuture;

/**
 * Begins with what takes long at the start, on threads of its own, while the configuration is read and checked. It has no
 * effects but that it is done: whoever needs it waits for what is left of it.
 */
final class HeadStart {
    private final CompletableFuture<Catalogue> catalogue = new CompletableFuture<>();

    private HeadStart() {}

    /** Needs no configuration. */
    static HeadStart begin() {
        HeadStart start = new HeadStart();
        run("catalogue", () -> {
            start.catalogue.completeAsync(Catalogue::load, Runnable::run);
            boolean _ = Epoll.isAvailable(); // loads its library
        });
        return start;
    }

    /** The configuration was read, though not checked. */
    void with(GatewaySettings settings) {
        run("store", () -> Store.prepare(settings.store()));
    }

    Catalogue catalogue() {
        return catalogue.join();
    }

    private static void run(String name, Runnable task) {
        Thread.ofPlatform().name("start-" + name).daemon().start(task);
    }
}
