package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Many calls of every kind at once, some of them given up: nobody gets another's answer. */
class ConcurrencyTest {
    private static final Pattern MARK = Pattern.compile("q-\\d+-\\d+-q");
    private static final int CLIENTS = 100;
    private static final int CALLS = 10;

    @Test
    void thousandMixedCalls_someGivenUp_everyAnswerIsThatOfItsQuestion() throws Exception {
        try (Stage stage = Stage.scripted(ConcurrencyTest::echo);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                all.add(clients.submit(() -> calls(stage.gateway().port(), client)));
            }
            int asked = 0;
            for (Future<Integer> one : all) {
                asked += one.get(60, TimeUnit.SECONDS);
            }
            int expected = asked;
            assertThat(expected).isEqualTo(CLIENTS * CALLS);
            TestGateway.await(() -> stage.gateway().process().gateway().running() == 0);
            // A request that its client took back before it was read leaves none.
            assertThat(stage.gateway().records()).hasSizeBetween(expected - CLIENTS, expected);
            assertThat(stage.gateway().records())
                    .extracting(CallRecord::requestId)
                    .doesNotHaveDuplicates();
        }
    }

    private static int calls(int port, int client) throws IOException {
        Random random = new Random(client);
        RawClient connection = new RawClient(port);
        for (int i = 0; i < CALLS; i++) {
            String mark = "q-" + client + "-" + i + "-q";
            boolean stream = random.nextInt(3) == 0;
            boolean fails = !stream && random.nextInt(5) == 0;
            String filler = "x".repeat(random.nextInt(20) == 0 ? 1_500_000 : random.nextInt(2000));
            String path = stream || random.nextBoolean() ? Stage.CHAT : "/v1/embeddings";
            connection.post(
                    path,
                    Stage.AUTHORIZED,
                    "{\"model\":\"up/m\",\"stream\":" + stream + ",\"user\":\"" + (fails ? "fail" : "work")
                            + "\",\"messages\":[],\"input\":\"" + mark + "\",\"filler\":\"" + filler + "\"}");
            if (random.nextInt(10) == 0) {
                connection.close();
                connection = new RawClient(port);
                continue;
            }
            RawClient.Answer answer = connection.read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(fails ? 422 : 200);
            Matcher marks = MARK.matcher(answer.text());
            assertThat(marks.results().map(found -> found.group()).distinct()).containsExactly(mark);
        }
        connection.close();
        return CALLS;
    }

    /** Answers with the mark of the question; keeps no list of requests, because they are large. */
    private static void echo(ScriptedUpstream.Connection connection) throws IOException {
        for (var head = connection.readHead(); head != null; head = connection.readHead()) {
            byte[] body = connection.in().readNBytes(Integer.parseInt(head.header("content-length")));
            String text = new String(body, StandardCharsets.UTF_8);
            Matcher mark = MARK.matcher(text);
            if (!mark.find()) {
                return;
            }
            if (text.contains("\"user\":\"fail\"")) {
                connection.answer(422, "application/json", "{\"error\":{\"message\":\"no " + mark.group() + "\"}}");
            } else if (text.contains("\"stream\":true")) {
                connection.startStream();
                for (int i = 0; i < 20; i++) {
                    connection.chunk(Stage.EVENT.replace("word", mark.group()));
                }
                connection.chunk(Stage.DONE);
                connection.endChunks();
            } else {
                connection.answer(200, "application/json", "{\"id\":\"" + mark.group() + "\",\"choices\":[]}");
            }
        }
    }
}
