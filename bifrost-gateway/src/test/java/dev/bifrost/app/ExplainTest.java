package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Explanation;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks why a call went so is told, over real sockets; whoever does not ask pays nothing for it. */
class ExplainTest {
    private static final String ASKING = Stage.AUTHORIZED + "x-bifrost-explain: 1\r\n";
    private static final String CLAUDE =
            "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\","
                    + "\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}";

    private static String yaml(String key, String aliasLines, ScriptedUpstream... upstreams) {
        StringBuilder yaml = new StringBuilder("prices:\n  overrides:\n" + price("p0") + price("p1") + "providers:\n");
        for (int i = 0; i < upstreams.length; i++) {
            yaml.append("  - { name: p%d, dialect: openai, base_url: \"%s\", api_key: secret-%d }\n"
                    .formatted(i, upstreams[i].baseUrl(), i));
        }
        return yaml + "virtual_keys:\n  - { name: all, key: " + Stage.KEY + key + " }\nmodels:\n"
                + "  - { alias: a, provider: p0, model: m" + aliasLines + " }\n";
    }

    private static String price(String provider) {
        return "    - { provider: " + provider + ", model: m, input: 1, output: 2 }\n";
    }

    private static RawClient.Answer ask(TestGateway gateway, String headers, String more) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            Stage.CHAT,
                            headers,
                            "{\"model\":\"a\"" + more
                                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"classified\"}]}")
                    .read();
        }
    }

    private static List<String> decisions(CallRecord record) {
        Explanation explanation = record.explanation();
        assertThat(explanation).as("explained").isNotNull();
        return explanation.decisions().stream()
                .map(each -> each.what() + " " + each.about() + ": " + each.said())
                .toList();
    }

    private static List<String> header(RawClient.Answer answer) throws Exception {
        String header = answer.header("x-bifrost-explain");
        assertThat(header).isNotNull().hasSizeLessThanOrEqualTo(4096).matches("[ -~]*");
        assertThat(header).doesNotContain("secret-", Stage.KEY, "classified");
        byte[] bytes = header.getBytes(StandardCharsets.US_ASCII);
        List<String> said = new ArrayList<>();
        Json.readObject(bytes, 0, bytes.length)
                .objects("decisions")
                .forEach(each -> said.add(each.text("what") + " " + each.text("about") + ": " + each.text("said")));
        return said;
    }

    private static void inOrder(List<String> said, String... patterns) {
        int at = 0;
        for (String pattern : patterns) {
            while (at < said.size() && !said.get(at).matches("(?s)" + pattern + ".*")) {
                at++;
            }
            assertThat(at).as(pattern + " in " + String.join("\n", said)).isLessThan(said.size());
        }
    }

    @Test
    void call_accepted_saysKeyBudgetPlanStagesAndCost() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(
                        yaml(", budget_usd_per_month: 50, rate_limit: { requests_per_minute: 9 }", "", upstream))) {
            RawClient.Answer answer = ask(gateway, ASKING, "");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            String[] expected = {
                "key all: accepted",
                "model a: alias a",
                "plan a: p0/m \\(tries: ",
                "try p0/m: passed on as it is \\(openai\\)",
                "reserved p0/m: \\$0\\.\\d+ and \\d+ tokens",
                "send p0/m",
                "sent p0/m: connected",
                "head p0/m: status 200",
                "cost p0/m: 9 \\S+( \\S+)* x \\$1\\.00/1000000 \\+ 1 \\S+( \\S+)* x \\$2\\.00/1000000 = \\$0\\.000011; price"
            };
            inOrder(header(answer), expected);
            List<String> recorded = decisions(gateway.nextRecord());
            inOrder(recorded, expected);
            inOrder(recorded, "budget key all usd-month: of \\$50.00 left \\$50.00, reserved \\$0.00, resets ");
            inOrder(recorded, "limit key all .*: of 9 left 9");
            inOrder(recorded, "tried p0/m: ok, status 200, after ", "end null: complete");
            assertThat(upstream.requests().getFirst().header("x-bifrost-explain"))
                    .isNull();
        }
    }

    @Test
    void call_refusedByBudget_saysWhichAndWhatIsLeft() throws Exception {
        String budget = ", budgets: [{ usd: 0.0000001, per: day }]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(budget, "", upstream))) {
            RawClient.Answer answer = ask(gateway, ASKING, "");

            assertThat(answer.status()).isEqualTo(402);
            String[] expected = {
                "budget key all usd-day: of \\$0\\.0000001 left \\$0\\.0000001",
                "skipped p0/m: budget_spent",
                "refused budget_spent: .*key 'all'"
            };
            inOrder(header(answer), expected);
            inOrder(decisions(gateway.nextRecord()), expected);
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void call_fallenBackAfter503_saysWhyTheFirstWasLeft() throws Exception {
        String retry = ", retry: { attempts: 2, initial: 1ms, max: 2ms }, fallback: [p1/m]";
        try (ScriptedUpstream bad =
                        ScriptedUpstream.answering(503, "application/json", "{\"error\":\"top secret-0\"}");
                ScriptedUpstream good = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml("", retry, bad, good))) {
            RawClient.Answer answer = ask(gateway, ASKING, "");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            inOrder(
                    header(answer),
                    "plan a: p0/m \\(tries: 2\\), then p1/m",
                    "tried p0/m: upstream_error, status 503, after",
                    "wait p0/m: until the next try",
                    "tried p0/m: upstream_error, status 503, after",
                    "try p1/m",
                    "cost p1/m");
        }
    }

    @Test
    void call_refusedByTheProvider_tellsNothingOfItsWords() throws Exception {
        String error = "{\"error\":{\"message\":\"You wrote: classified\",\"type\":\"server_error\"}}";
        for (int status : List.of(400, 429, 500)) {
            try (ScriptedUpstream upstream = ScriptedUpstream.answering(status, "application/json", error);
                    TestGateway gateway = TestGateway.start(yaml("", ", retry: { attempts: 1 }", upstream))) {
                RawClient.Answer answer = ask(gateway, ASKING, "");

                assertThat(answer.text()).as("the client itself is told").contains("classified");
                inOrder(header(answer), "refused upstream_\\w+: p0 ");
                assertThat(decisions(gateway.nextRecord())).noneMatch(each -> each.contains("classified"));
            }
        }
    }

    @Test
    void call_translatedLossily_namesWhatIsLost() throws Exception {
        try (ScriptedUpstream claude = ScriptedUpstream.answering(200, "application/json", CLAUDE);
                TestGateway gateway = TestGateway.start(yaml("", "", claude).replace("openai", "anthropic"))) {
            RawClient.Answer answer = ask(gateway, ASKING, ",\"seed\":7,\"logit_bias\":{\"1\":1}");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            inOrder(header(answer), "try p0/m: translated from openai to anthropic", "lossy p0/m: .*seed", "cost p0/m");
        }
    }

    @Test
    void stream_isExplainedInItsRecordOnly() throws Exception {
        String events = Stage.EVENT + Stage.USAGE + Stage.DONE;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "text/event-stream", events);
                TestGateway gateway = TestGateway.start(yaml("", "", upstream))) {
            RawClient.Answer answer = ask(gateway, ASKING, ",\"stream\":true");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.header("x-bifrost-explain")).isNull();
            inOrder(
                    decisions(gateway.nextRecord()),
                    "injected p0/m: stream_options",
                    "head p0/m",
                    "content p0/m: the first, after",
                    "cost p0/m",
                    "end null: complete");
        }
    }

    @Test
    void call_notAsked_isNotExplained() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml("", "", upstream))) {
            for (String headers : List.of(Stage.AUTHORIZED, Stage.AUTHORIZED + "x-bifrost-explain: 0\r\n")) {
                assertThat(ask(gateway, headers, "").header("x-bifrost-explain"))
                        .isNull();
                assertThat(gateway.nextRecord().explanation()).isNull();
            }
        }
    }

    @Test
    void call_withHundredsOfTargets_isCutAndSaysSo() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(503, "text/plain", "down")) {
            StringBuilder more = new StringBuilder(", retry: { attempts: 1 }, fallback: [");
            for (int i = 0; i < 60; i++) {
                more.append(i == 0 ? "" : ", ")
                        .append("p0/\"Ünicode\\\"-")
                        .append(i)
                        .append('"');
            }
            String fallback = more.append("]").toString().replace("p0/\"", "\"p0/");
            try (TestGateway gateway = TestGateway.start(yaml("", fallback, upstream))) {
                RawClient.Answer answer = ask(gateway, ASKING, "");

                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.header("x-bifrost-explain")).doesNotEndWith("\"left\":0}");
                assertThat(header(answer)).isNotEmpty();
                Explanation explanation = gateway.nextRecord().explanation();
                assertThat(explanation.decisions()).hasSize(100);
                assertThat(explanation.left()).isPositive();
            }
        }
    }

    @Test
    void callsApi_anyCall_tellsWhatHappenedAndHowItsCostComesAbout(@TempDir Path folder) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable("data: " + folder + "\n" + yaml("", "", upstream))) {
            ask(gateway, ASKING + "x-request-id: asked\r\n", "");
            ask(gateway, Stage.AUTHORIZED + "x-request-id: plain\r\n", "");

            Json.Obj asked = explain(gateway, "asked");
            Json.Obj plain = explain(gateway, "plain");
            assertThat(plain.text("summary")).isEqualTo("complete: status 200; p0/m (ok)");
            assertThat(plain.objects("attempts").getFirst().text("cost")).contains(" x $1.00/1000000", "= $0.000011");
            assertThat(plain.object("times").has("total_ms")).isTrue();
            assertThat(plain.has("decisions")).isFalse();
            assertThat(asked.objects("decisions").getFirst().text("what")).isEqualTo("key");
        }
    }

    @Test
    void call_toAProviderWithoutAKey_saysThatItWasTried(@TempDir Path folder) throws Exception {
        String more = ", retry: { attempts: 1 }, fallback: [p1/m]";
        try (ScriptedUpstream bad = ScriptedUpstream.answering(503, "text/plain", "down");
                ScriptedUpstream good = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            String open =
                    yaml("", more, bad, good).replaceAll("dialect: openai(.*), api_key: secret-\\d", "type: vllm$1");
            try (TestGateway gateway = TestGateway.startDurable("data: " + folder + "\n" + open)) {
                RawClient.Answer answer = ask(gateway, ASKING + "x-request-id: open\r\n", "");

                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(gateway.nextRecord().attempts())
                        .allSatisfy(each -> assertThat(each.keyFingerprint()).isNull());
                inOrder(header(answer), "tried p0/m: upstream_error, status 503, after");
                List<Json.Obj> attempts = explain(gateway, "open").objects("attempts");
                assertThat(attempts).hasSize(2).allMatch(each -> each.isTrue("tried") && !each.has("key"));
                assertThat(attempts.getLast().number("status", 0)).isEqualTo(200);
                assertThat(attempts.getLast().text("cost")).contains("= $0.000011");
            }
        }
    }

    private static Json.Obj explain(TestGateway gateway, String id) throws Exception {
        RawClient.Answer[] last = new RawClient.Answer[1];
        TestGateway.await(() -> {
            try (RawClient client = new RawClient(gateway.port())) {
                last[0] = client.send("GET /api/calls/" + id + " HTTP/1.1\r\nhost: localhost\r\n\r\n")
                        .read();
                return last[0].status() == 200;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] body = last[0].body();
        return Json.readObject(body, 0, body.length).objects("calls").getFirst().object("explain");
    }
}
