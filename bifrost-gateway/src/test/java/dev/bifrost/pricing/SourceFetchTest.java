package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever serves a price list must not be able to fill the gateway's memory, or to keep it waiting. */
class SourceFetchTest {
    @Test
    void address_answersOfEveryKind_areReadOrRefused() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch never = new CountDownLatch(1);
        server.createContext("/good", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("good".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("location", "/good");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/huge", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (int i = 0; i < 20; i++) {
                    out.write(new byte[1 << 20]);
                }
            }
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            try {
                never.await();
            } catch (InterruptedException _) {
                exchange.close();
            }
        });
        server.start();
        try {
            URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(SourceFetch.address(base.resolve("/good"), Duration.ofSeconds(20)))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("good");
            assertThat(SourceFetch.address(base.resolve("/moved"), Duration.ofSeconds(20)))
                    .hasSize(4);
            assertThatThrownBy(() -> SourceFetch.address(base.resolve("/none"), Duration.ofSeconds(20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("404");
            assertThatThrownBy(() -> SourceFetch.address(base.resolve("/huge"), Duration.ofSeconds(20)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> SourceFetch.address(base.resolve("/endless"), Duration.ofMillis(300)))
                    .isInstanceOf(IOException.class);
            assertThat(asked).hasValue(2);
        } finally {
            never.countDown();
            server.stop(0);
        }
    }
}
