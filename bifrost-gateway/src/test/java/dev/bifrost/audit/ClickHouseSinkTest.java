package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickHouseSinkTest {
    private static final UUID INSTANCE = new UUID(1, 2);
    private final CountDownLatch over = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private HttpServer server;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
        url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private void answer(int status, @Nullable String code, String body) {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("x-clickhouse-user") + " "
                    + exchange.getRequestHeaders().getFirst("x-clickhouse-key") + " "
                    + exchange.getRequestHeaders().getFirst("x-clickhouse-database") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            if (code != null) {
                exchange.getResponseHeaders().add("X-ClickHouse-Exception-Code", code);
            }
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private ClickHouseSink sink(URI url, @Nullable String database, @Nullable String user, @Nullable Secret password) {
        return new ClickHouseSink(
                Sinks.clickhouse(url, database, user, password),
                null,
                InstantSource.system(),
                System::nanoTime,
                Duration.ofMillis(800));
    }

    private SinkFailure failure() {
        try (ClickHouseSink sink = sink(url, "llm", "bifrost", Secret.of("hunter2"))) {
            sink.open(INSTANCE);
        } catch (SinkFailure e) {
            return e;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("it opened");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|516|Code: 516. DB::Exception: bifrost: Authentication failed (AUTHENTICATION_FAILED)|REFUSED|does not let in the user 'bifrost'; check user and password",
                "401|194|Code: 194. DB::Exception: Password required|REFUSED|check user and password",
                "403|497|Code: 497. DB::Exception: it's necessary to have the grant INSERT ON llm.x|REFUSED|grant INSERT",
                "500|497|Code: 497. DB::Exception: Not enough privileges|REFUSED|lacks rights",
                "404|81|Code: 81. DB::Exception: Database llm does not exist|REFUSED|there is no database 'llm'",
                "500|202|Code: 202. DB::Exception: Too many simultaneous queries|FAULT|too many queries",
                "500|241|Code: 241. DB::Exception: Memory limit exceeded|FAULT|no memory",
                "500|252|Code: 252. DB::Exception: Too many parts|FAULT|too many parts",
                "408|159|Code: 159. DB::Exception: Timeout exceeded|UNREACHABLE|Timeout",
                "500||Code: 243. DB::Exception: Cannot reserve 1 MiB|FAULT|disk is full",
                "502||bad gateway|UNREACHABLE|502",
                "401||who are you|REFUSED|401",
                "302||elsewhere|REFUSED|302",
                "200||<html>Welcome to nginx</html>|REFUSED|no ClickHouse",
                "200||Code: 241. DB::Exception: Memory limit exceeded|FAULT|no memory"
            })
    void open_refusals_sayWhoCanHelp(int status, @Nullable String code, String body, Kind kind, String says) {
        answer(status, code, body);

        SinkFailure failure = failure();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(says).hasMessageNotContaining("hunter2");
    }

    @Test
    void open_unknownDatabase_isMade() throws Exception {
        answer(404, "81", "Code: 81. DB::Exception: Database llm does not exist");

        failure();

        assertThat(asked.take()).startsWith("bifrost hunter2 llm SELECT name");
        assertThat(asked.take()).isEqualTo("bifrost hunter2 null CREATE DATABASE IF NOT EXISTS `llm`");
    }

    @Test
    void open_userInAddress_isSentInHeadersOnly() throws Exception {
        answer(500, "241", "full");
        URI withUser = URI.create(url.toString().replace("//", "//me%40home:p%2Fw+1@"));

        try (ClickHouseSink sink = sink(withUser, null, null, null)) {
            assertThatThrownBy(() -> sink.open(INSTANCE)).hasMessageNotContaining("p/w+1");
        }

        assertThat(asked.take()).startsWith("me@home p/w+1 null SELECT");
    }

    @Test
    void open_cutInTheMiddleOfTheAnswer_isUnreachable() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("[1,".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });

        assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void open_answerNeverEnds_isGivenUpInItsTime() {
        stall();

        assertThat(failure()).hasMessageContaining("did not answer in time");
    }

    @Test
    void read_answerStalls_isGivenUpInItsTime() throws Exception {
        stall();
        try (BoundedHttp http = new BoundedHttp()) {
            var request = java.net.http.HttpRequest.newBuilder(url).build();
            var flow = http.open(request, Duration.ofMillis(500));
            assertThat(flow.body().readNBytes(4)).hasSize(4);
            assertThatThrownBy(() -> flow.body().readAllBytes()).isInstanceOf(java.net.http.HttpTimeoutException.class);
        }
    }

    private void stall() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("[1]\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            await(exchange);
        });
    }

    private void await(HttpExchange exchange) {
        try (exchange) {
            over.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void open_nobodyListens_isUnreachable() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            url = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void fill_placeholders_onlyOutsideOfQuotes() {
        assertThat(ClickHouseLiteral.fill(
                        "SELECT '?', \"?\", `?`, ? /* ? */ FROM x -- ?\nWHERE a = ? AND b = 'it''s ?'",
                        List.of("a'b\\c\0", -5L)))
                .isEqualTo(
                        "SELECT '?', \"?\", `?`, 'a\\'b\\\\c\\0' /* ? */ FROM x -- ?\nWHERE a = (-5) AND b = 'it''s ?'");
        assertThatThrownBy(() -> ClickHouseLiteral.fill("?", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClickHouseLiteral.fill("", List.of(1L))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void newSink_urlIsNone_isRefused() {
        assertThatThrownBy(() -> sink(URI.create("tcp://ch:9000"), null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be such as https://host:8443/path");
    }
}
