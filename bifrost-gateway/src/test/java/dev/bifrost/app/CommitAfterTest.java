package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stream that has shown its preamble because it took long can still be replaced, on a whole event. */
class CommitAfterTest {
    private static final Duration PAST_COMMIT = Duration.ofSeconds(11);
    private static final Duration PAST_FIRST_TOKEN = Duration.ofSeconds(121);

    private static ScriptedUpstream beginning(CommitRuleTest.Act act) throws IOException {
        return CommitRuleTest.beginning(act);
    }

    @Test
    void commitAfter_halfAPreambleHeld_fallbackBeginsOnAWholeEvent() throws Exception {
        for (String inject : new String[] {"false", "true"}) {
            try (ScriptedUpstream bad = beginning(c -> {
                        c.chunk(ROLE + ROLE.substring(0, 20));
                        c.readHead(); // until the gateway closes
                    });
                    ScriptedUpstream other = streaming(GOOD);
                    TestGateway gateway = gateway("inject_usage: " + inject, "", bad, other);
                    RawClient client = new RawClient(gateway.port())) {
                client.post(CHAT, "", ASK_STREAM);
                advanceAfter(bad, 1, gateway, PAST_COMMIT);

                assertThat(client.readHead().header("x-bifrost-target")).isEqualTo("p0/gpt");
                assertThat(chunk(client)).isEqualTo(ROLE);
                gateway.advance(PAST_FIRST_TOKEN);
                assertThat(rest(client)).isEqualTo(content("good") + STOP + DONE);
                CallRecord record = gateway.nextRecord();
                assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
                assertThat(attempts(record)).containsExactly("p0 200 upstream_timeout", "p1 200 ok");
            }
        }
    }

    @Test
    void commitAfter_preambleGoesOn_eventsStayWholeAndComeOnce() throws Exception {
        java.util.concurrent.Semaphore shown = new java.util.concurrent.Semaphore(0);
        try (ScriptedUpstream slow = beginning(c -> {
                    c.chunk(ROLE.substring(0, 30));
                    shown.acquire();
                    c.chunk(ROLE.substring(30) + content("Hi") + STOP + USAGE + DONE);
                    c.endChunks();
                });
                TestGateway gateway = gateway("inject_usage: true", "", slow);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM);
            advanceAfter(slow, 1, gateway, PAST_COMMIT);
            client.readHead();
            shown.release();

            assertThat(rest(client)).isEqualTo(ROLE + content("Hi") + STOP + DONE);
            assertThat(gateway.nextRecord().usage().prompt()).isEqualTo(3);
        }
    }

    @Test
    void commitAfter_allTargetsFail_endsWithAnErrorEvent() throws Exception {
        for (String path : new String[] {CHAT, RESPONSES}) {
            String opening = path.equals(CHAT) ? ROLE : CREATED;
            try (ScriptedUpstream bad = beginning(c -> {
                        c.chunk(opening);
                        c.readHead();
                    });
                    ScriptedUpstream worse = ScriptedUpstream.answering(500, "text/plain", "no");
                    TestGateway gateway = gateway(bad, worse);
                    RawClient client = new RawClient(gateway.port())) {
                client.post(path, "", path.equals(CHAT) ? ASK_STREAM : ASK_RESPONSE);
                advanceAfter(bad, 1, gateway, PAST_COMMIT);
                client.readHead();
                assertThat(chunk(client)).isEqualTo(opening);
                gateway.advance(PAST_FIRST_TOKEN);

                assertThat(chunk(client)).contains("\"error\":{").contains("upstream_timeout");
                assertThat(client.readChunk()).isEmpty();
                CallRecord record = gateway.nextRecord();
                assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_FAILED);
                assertThat(record.status()).isEqualTo(200);
                assertThat(attempts(record)).startsWith("p0 200 upstream_timeout");
            }
        }
    }

    @Test
    void wholeAnswer_toAStreamRequest_isNotUnderTheFirstTokenDeadline() throws Exception {
        java.util.concurrent.Semaphore late = new java.util.concurrent.Semaphore(0);
        try (ScriptedUpstream slow = ScriptedUpstream.start(c -> {
                    c.readRequest();
                    c.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + WHOLE.length()
                            + "\r\n\r\n" + WHOLE.substring(0, 10));
                    late.acquire();
                    c.write(WHOLE.substring(10));
                });
                TestGateway gateway = gateway(
                        "timeouts: { first_token: 5s, idle: 100s }\ninject_usage: false",
                        "retry: { attempts: 1 }",
                        slow);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM);
            TestGateway.await(() -> gateway.process().gateway().memory().held() >= ASK_STREAM.length() + 10);
            gateway.advance(Duration.ofSeconds(20));
            for (var worker : gateway.process().workers().values()) {
                swept(worker);
            }
            late.release();

            RawClient.Answer answer = client.read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(WHOLE);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 200 ok");
        }
    }

    /** Returns once the loop has swept its deadlines since now. */
    private static void swept(dev.bifrost.exchange.Worker worker) {
        java.util.concurrent.CountDownLatch sweep = new java.util.concurrent.CountDownLatch(2);
        Runnable end = worker.loop()
                .submit(() -> worker.watch(_ -> sweep.countDown()))
                .syncUninterruptibly()
                .getNow();
        TestGateway.await(() -> sweep.getCount() == 0);
        worker.loop().submit(end).syncUninterruptibly();
    }
}
