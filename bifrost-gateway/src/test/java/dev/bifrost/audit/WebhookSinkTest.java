package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.Placed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a receiver would miss, get twice, or take from a stranger. */
@Timeout(60)
class WebhookSinkTest {
    private static final Instant NOW = Instant.parse("2026-08-21T12:00:00Z");

    @TempDir
    private Path folder;

    private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private volatile ToIntFunction<JsonNode> answer = body -> 204;
    private volatile String signature = "";
    private volatile byte[] raw = {};
    private HttpServer server;
    private Journal journal;
    private List<Placed> entries;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            JsonNode body = new JsonMapper().readTree(bytes);
            raw = bytes;
            signature = exchange.getRequestHeaders().getFirst("x-bifrost-signature");
            int status = answer.applyAsInt(body);
            if (status < 300) {
                bodies.add(body);
            }
            exchange.getResponseHeaders().add("location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        journal = Journals.open(folder.resolve("journal"));
        Journals.append(journal, "a", 9);
        try (var follower = journal.follow("test")) {
            entries = follower.read(1000, Duration.ZERO);
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        journal.close();
    }

    private WebhookSink sink() {
        return new WebhookSink(
                "hook",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
                Secret.of("s3cret"),
                folder.resolve("refused.jsonl"),
                InstantSource.fixed(NOW),
                notices::add);
    }

    private List<Long> received() {
        List<Long> sequences = new ArrayList<>();
        bodies.forEach(body -> body.get("entries")
                .forEach(entry -> sequences.add(entry.get("sequence").asLong())));
        return sequences;
    }

    private List<Long> sent() {
        return entries.stream().map(Placed::sequence).toList();
    }

    @Test
    void keep_batch_isSignedSoThatTheReceiverCanTell() throws Exception {
        try (WebhookSink sink = sink()) {
            sink.keep(entries);
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((NOW.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
        assertThat(signature)
                .isEqualTo("t=" + NOW.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(raw)));
        assertThat(received()).isEqualTo(sent());
        assertThat(bodies.getFirst().get("instance").asString())
                .isEqualTo(journal.recovered().instance().toString());
    }

    @Test
    void keep_oneEntryRefusedForGood_isPutAsideAndTheRestArrives() throws Exception {
        answer = body -> {
            for (JsonNode entry : body.get("entries")) {
                if (entry.get("sequence").asLong() == 4) {
                    return 422;
                }
            }
            return 200;
        };
        try (WebhookSink sink = sink()) {
            sink.keep(entries);
            assertThat(sink.deadLetters()).isEqualTo(1);
        }
        List<Long> expected = new ArrayList<>(sent());
        expected.remove(4L);
        assertThat(received()).isEqualTo(expected);
        assertThat(Files.readString(folder.resolve("refused.jsonl"))).contains("\"sequence\":4,");
        assertThat(notices).singleElement().asString().contains("refused.jsonl");
    }

    @Test
    void keep_failureInTheMiddle_sendsAgainOnlyWhatWasNotTaken() throws Exception {
        answer = body -> {
            int size = body.get("entries").size();
            return size > 5 ? 413 : body.get("entries").get(0).get("sequence").asLong() > 3 ? 503 : 200;
        };
        try (WebhookSink sink = sink()) {
            assertThatThrownBy(() -> sink.keep(entries))
                    .isInstanceOf(SinkFailure.class)
                    .hasMessage("the receiver answers 503");
            answer = body -> 200;
            sink.keep(entries);
        }
        assertThat(received()).isEqualTo(sent());
    }

    @Test
    void keep_redirected_isNotFollowedWithTheRecords() {
        answer = body -> 307;
        try (WebhookSink sink = sink()) {
            assertThatThrownBy(() -> sink.keep(entries))
                    .isInstanceOfSatisfying(
                            SinkFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(SinkFailure.Kind.REFUSED))
                    .hasMessageContaining("redirects are not followed");
        }
    }

    @Test
    void keep_nobodyListens_isUnreachable() {
        server.stop(0);
        try (WebhookSink sink = sink()) {
            assertThatThrownBy(() -> sink.keep(entries))
                    .isInstanceOfSatisfying(
                            SinkFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(SinkFailure.Kind.UNREACHABLE));
        }
    }

    @Test
    void keep_receiverFreezesAfterItsHead_isUnreachableInItsTime() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.createContext("/frozen", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
            try (exchange) {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (WebhookSink sink = new WebhookSink(
                "hook",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/frozen"),
                Secret.of("s3cret"),
                folder.resolve("refused.jsonl"),
                InstantSource.fixed(NOW),
                notices::add,
                Duration.ofMillis(300))) {
            assertThatThrownBy(() -> sink.keep(entries))
                    .isInstanceOfSatisfying(
                            SinkFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(SinkFailure.Kind.UNREACHABLE));
        } finally {
            over.countDown();
        }
    }
}
