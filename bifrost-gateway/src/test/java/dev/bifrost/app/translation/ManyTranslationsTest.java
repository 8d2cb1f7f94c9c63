package dev.bifrost.app.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.app.TestGateway;
import dev.bifrost.app.matrix.Counterpart;
import dev.bifrost.app.matrix.Playing;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;
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

/** Many calls of all dialects to all dialects at once, some of them given up: nobody gets another's answer, nothing is left. */
class ManyTranslationsTest {
    private static final Pattern MARK = Pattern.compile("q-\\d+-\\d+-q");
    private static final int CLIENTS = 50;
    private static final int CALLS = 20;

    @Test
    void thousandCalls_someGivenUp_everyAnswerIsThatOfItsQuestion() throws Exception {
        List<Counterpart> all = Counterpart.all();
        Acting.Act[] acts = all.stream()
                .map(each -> (Acting.Act) (connection, request) -> echo(each, connection, request))
                .toArray(Acting.Act[]::new);
        try (Acting acting = Acting.of(all, "", "", acts);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                asked.add(clients.submit(() -> calls(acting, all, client)));
            }
            int unread = 0;
            for (Future<Integer> one : asked) {
                unread += one.get(60, TimeUnit.SECONDS);
            }
            TestGateway gateway = acting.gateway();
            TestGateway.await(() -> gateway.process().gateway().running() == 0);
            // A request that its client took back before it was read leaves no record.
            assertThat(gateway.records()).hasSizeBetween(CLIENTS * CALLS - unread, CLIENTS * CALLS);
            assertThat(gateway.records()).extracting(CallRecord::requestId).doesNotHaveDuplicates();
        }
    }

    /** How many of the calls were given up before anything of the answer came. */
    private static int calls(Acting acting, List<Counterpart> all, int client) throws IOException {
        Random random = new Random(client);
        int unread = 0;
        RawClient connection = acting.client();
        for (int i = 0; i < CALLS; i++) {
            String mark = "q-" + client + "-" + i + "-q";
            Voice voice = List.of(Voice.values()).get(random.nextInt(3));
            int provider = random.nextInt(all.size());
            boolean stream = random.nextBoolean();
            String filler = "word\n".repeat(random.nextInt(10) == 0 ? 80_000 : random.nextInt(400));
            String model = "p" + provider + "/" + all.get(provider).model();
            connection.post(voice.path, Acting.AUTHORIZED, voice.ask(model, stream, mark + filler));
            int whim = random.nextInt(10);
            if (whim == 0 || (whim == 1 && stream)) {
                unread += whim == 0 ? 1 : 0;
                if (whim == 1) {
                    connection.readHead();
                }
                connection.close();
                connection = acting.client();
                continue;
            }
            RawClient.Answer answer = connection.read();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(MARK.matcher(answer.text())
                            .results()
                            .map(found -> found.group())
                            .distinct())
                    .as(voice + " " + model + " " + answer.text())
                    .containsExactly(mark);
        }
        connection.close();
        return unread;
    }

    private static boolean echo(Counterpart counterpart, Connection connection, Request request) throws IOException {
        Matcher mark = MARK.matcher(request.text());
        assertThat(mark.find()).isTrue();
        if (!Acting.streamed(request)) {
            connection.answer(200, "application/json", counterpart.whole2().replace("12", mark.group()));
            return true;
        }
        Playing.begin(counterpart, connection);
        for (String event : counterpart.stream2()) {
            Playing.chunk(connection, Playing.framed(counterpart.framing(), event.replace("12", mark.group())));
        }
        if (counterpart.framing().equals("done")) {
            Playing.chunk(connection, "data: [DONE]\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        connection.endChunks();
        return true;
    }
}
