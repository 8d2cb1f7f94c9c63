package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A stream of which the client has seen no content is replaced unseen; one of which it has is never replaced. */
class CommitRuleTest {
    private static final Duration PAST_FIRST_TOKEN = Duration.ofSeconds(121);

    /** What a provider does after it has begun a stream. */
    interface Act {
        void on(Connection connection) throws Exception;
    }

    static ScriptedUpstream beginning(Act act) throws IOException {
        return ScriptedUpstream.start(connection -> {
            while (connection.readRequest() != null) {
                connection.startStream();
                act.on(connection);
            }
        });
    }

    private static void assertReplaced(Act act, String path, String question, String good, String outcome)
            throws Exception {
        try (ScriptedUpstream bad = beginning(act);
                ScriptedUpstream other = streaming(good);
                TestGateway gateway = gateway(bad, other)) {
            RawClient.Answer answer = ask(gateway, path, question);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(good);
            assertThat(answer.header("x-bifrost-target")).isEqualTo("p1/gpt");
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(record.failure()).isNull();
            assertThat(attempts(record)).containsExactly("p0 200 " + outcome, "p1 200 ok");
        }
    }

    @Test
    void preamble_upstreamDies_clientSeesOnlyTheOtherStream() throws Exception {
        assertReplaced(
                c -> {
                    c.chunk(ROLE);
                    c.socket().close();
                },
                CHAT,
                ASK_STREAM,
                GOOD,
                "upstream_broken");
    }

    @Test
    void preamble_upstreamResets_clientSeesOnlyTheOtherStream() throws Exception {
        assertReplaced(
                c -> {
                    c.chunk(": hello\n\n" + ROLE);
                    c.reset();
                },
                CHAT,
                ASK_STREAM,
                GOOD,
                "upstream_broken");
    }

    @Test
    void preamble_streamEndsWithoutContent_clientSeesOnlyTheOtherStream() throws Exception {
        assertReplaced(
                c -> {
                    c.chunk(ROLE);
                    c.endChunks();
                },
                CHAT,
                ASK_STREAM,
                GOOD,
                "upstream_broken");
    }

    @Test
    void preamble_nothingAtAll_clientSeesOnlyTheOtherStream() throws Exception {
        assertReplaced(Connection::endChunks, CHAT, ASK_STREAM, GOOD, "upstream_broken");
    }

    @Test
    void preamble_nothingButDone_clientSeesOnlyTheOtherStream() throws Exception {
        for (String before : new String[] {"", ROLE}) {
            assertReplaced(
                    c -> {
                        c.chunk(before + DONE);
                        c.endChunks();
                    },
                    CHAT,
                    ASK_STREAM,
                    GOOD,
                    "upstream_broken");
        }
    }

    @Test
    void preamble_errorEvent_clientSeesOnlyTheOtherStream() throws Exception {
        assertReplaced(
                c -> {
                    c.chunk(ROLE + ERROR);
                    c.endChunks();
                },
                CHAT,
                ASK_STREAM,
                GOOD,
                "upstream_error");
    }

    @Test
    void preamble_errorEventInPieces_clientSeesOnlyTheOtherStream() throws Exception {
        assertReplaced(
                c -> {
                    for (int i = 0; i < ERROR.length(); i += 7) {
                        c.chunk(ERROR.substring(i, Math.min(ERROR.length(), i + 7)));
                    }
                    c.awaitClosed();
                },
                CHAT,
                ASK_STREAM,
                GOOD,
                "upstream_error");
    }

    @Test
    void preamble_responsesError_clientSeesOnlyTheOtherStream() throws Exception {
        String quota = "event: error\n"
                + event(
                        "{\"type\":\"error\",\"sequence_number\":2,\"error\":{\"type\":"
                                + "\"insufficient_quota\",\"code\":\"insufficient_quota\",\"message\":\"You exceeded your quota\"}}");
        assertReplaced(
                c -> {
                    c.chunk(CREATED);
                    c.chunk(quota);
                    c.awaitClosed();
                },
                RESPONSES,
                ASK_RESPONSE,
                CREATED + DELTA + COMPLETED,
                "upstream_credentials");
    }

    @Test
    void preamble_responseFailed_clientSeesOnlyTheOtherStream() throws Exception {
        String failed = "event: response.failed\n"
                + event(
                        "{\"type\":\"response.failed\",\"sequence_number\":1,"
                                + "\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"oops\"}}}");
        assertReplaced(
                c -> {
                    c.chunk(CREATED + failed);
                    c.endChunks();
                },
                RESPONSES,
                ASK_RESPONSE,
                CREATED + DELTA + COMPLETED,
                "upstream_error");
    }

    @Test
    void preamble_upstreamStalls_clientSeesOnlyTheOtherStream() throws Exception {
        try (ScriptedUpstream bad = beginning(c -> {
                    c.chunk(ROLE);
                    c.awaitClosed();
                });
                ScriptedUpstream other = streaming(GOOD);
                TestGateway gateway = gateway("timeouts: { commit_after: 300s }\ninject_usage: false", "", bad, other);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM);
            advanceAfter(bad, 1, gateway, PAST_FIRST_TOKEN);

            assertThat(client.read().text()).isEqualTo(GOOD);
            assertThat(attempts(gateway.nextRecord())).containsExactly("p0 200 upstream_timeout", "p1 200 ok");
        }
    }

    @Test
    void preamble_longerThanTheHold_isCommitted() throws Exception {
        String comment = ": " + "x".repeat(1020) + "\n\n";
        try (ScriptedUpstream bad = beginning(c -> {
                    c.chunk(comment.repeat(70));
                    c.awaitClosed();
                });
                ScriptedUpstream other = streaming(GOOD);
                TestGateway gateway = gateway(bad, other);
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM);

            assertThat(client.readHead().header("x-bifrost-target")).isEqualTo("p0/gpt");
            assertThat(client.readChunk()).isNotEmpty();
        }
    }

    @Test
    void content_errorEvent_isPassedOn() throws Exception {
        String all = ROLE + content("Hi") + ERROR;
        try (ScriptedUpstream bad = streaming(ROLE, content("Hi"), ERROR);
                ScriptedUpstream other = streaming(GOOD);
                TestGateway gateway = gateway(bad, other)) {
            assertThat(ask(gateway, CHAT, ASK_STREAM).text()).isEqualTo(all);
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
            assertThat(record.failure()).isEqualTo("upstream_error");
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void content_upstreamCut_endsWithAnErrorEventAndAProperEnd() throws Exception {
        assertCut(CHAT, ASK_STREAM, ROLE + content("Hi"), ROLE + content("Hi") + "data: {\"error\":{");
    }

    @Test
    void content_upstreamCutInAnEvent_endsThatEventBeforeTheError() throws Exception {
        assertCut(
                CHAT,
                ASK_STREAM,
                content("Hi") + "data: {\"id\":\"c",
                content("Hi") + "data: {\"id\":\"c\n\ndata: {\"error\":{");
    }

    @Test
    void content_responsesCut_errorEventCarriesTheNextSequenceNumber() throws Exception {
        assertCut(
                RESPONSES,
                ASK_RESPONSE,
                CREATED + DELTA,
                CREATED + DELTA + "event: error\ndata: {\"type\":\"error\",\"sequence_number\":2,");
    }

    private static void assertCut(String path, String question, String sent, String expected) throws Exception {
        for (String inject : new String[] {"false", "true"}) {
            try (ScriptedUpstream bad = beginning(c -> {
                        c.chunk(sent);
                        c.reset();
                    });
                    ScriptedUpstream other = streaming(GOOD);
                    TestGateway gateway = gateway("inject_usage: " + inject, "", bad, other)) {
                String text = ask(gateway, path, question).text();

                String unfinished = inject.equals("true") ? expected.replace("data: {\"id\":\"c\n\n", "") : expected;
                assertThat(text)
                        .startsWith(unfinished)
                        .contains("upstream_broken")
                        .doesNotContain("[DONE]")
                        .endsWith("}\n\n");
                CallRecord record = gateway.nextRecord();
                assertThat(record.ending()).isEqualTo(Ending.UPSTREAM_CUT);
                assertThat(record.failure()).isEqualTo("upstream_broken");
                assertThat(record.status()).isEqualTo(200);
                assertThat(attempts(record)).containsExactly("p0 200 upstream_broken");
                assertThat(other.connections()).isZero();
            }
        }
    }
}
