package dev.bifrost.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.dialect.json.JsonDocuments;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RequestScanTest {
    private static final long SEED = Long.getLong("bifrost.seed", 20260823L);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void end_request_knowsWhatItAsksFor() {
        var scan = scan("""
                {"model":"gpt\\u002d4o","stream":true,"stream_options":{"include_usage":true},"user":7,
                 "metadata":{"user_id":"ada"},"messages":[{"role":"user","content":"{\\"model\\":1}"}]}""");

        assertThat(scan.failure()).isNull();
        assertThat(scan.model()).isEqualTo("gpt-4o");
        assertThat(scan.stream()).isTrue();
        assertThat(scan.usageRequested()).isTrue();
        assertThat(scan.endUser()).isEqualTo("ada");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\" | invalid_json |",
                "[] | invalid_type |",
                "{} | missing_required_parameter | model",
                "{\"model\":null} | missing_required_parameter | model",
                "{\"model\":1} | invalid_type | model",
                "{\"model\":\"\"} | invalid_value | model",
                "{\"model\":\"a\",\"mod\\u0065l\":\"b\"} | duplicate_parameter | model",
                "{\"model\":\"a\",\"stream\":1} | invalid_type | stream",
                "{\"model\":\"a\",\"stream\":true,\"stream\":true} | duplicate_parameter | stream",
                "{\"model\":\"a\",\"stream_options\":[]} | invalid_type | stream_options",
                "{\"model\":\"a\",\"stream_options\":{\"include_usage\":true,\"include_usage\":false}} | duplicate_parameter | stream_options.include_usage",
                "{\"model\":\"a\",\"metadata\":{},\"metadata\":{}} | duplicate_parameter | metadata"
            })
    void failure_wrongRequest_saysWhatToChange(String body, String code, String param) {
        var failure = scan(body).failure();

        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.param()).isEqualTo(param);
        assertThat(failure.message()).isNotBlank();
    }

    @Test
    void failure_longModel_refusesAboveTheLimitOnly() {
        assertThat(scan("{\"model\":\"" + "\\u00e9".repeat(512) + "\"}").failure())
                .isNull();
        assertThat(scan("{\"model\":\"" + "x".repeat(513) + "\"}").failure()).isNotNull();
        assertThat(scan("{\"model\":\"" + "x".repeat(5000) + "\"}").failure())
                .extracting(Failure.InvalidRequest::code)
                .isEqualTo("invalid_value");
    }

    @Test
    void failure_nullsWhereTheyMayBe_isNone() {
        assertThat(scan("{\"model\":\"m\",\"stream\":null,\"stream_options\":null}")
                        .failure())
                .isNull();
    }

    @Test
    void failure_moderationWithoutModel_isNone() {
        var scan = scan(Operation.MODERATIONS, "{}");

        assertThat(scan.failure()).isNull();
        assertThat(scan.model()).isNull();
        assertThat(splice("{}", scan.splices("m", true, false))).isEqualTo("{\"model\":\"m\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "safety_identifier"})
    void endUser_longOrEmpty_isPassedOver(String field) {
        assertThat(scan("{\"model\":\"m\",\"%s\":\"%s\"}".formatted(field, "x".repeat(513)))
                        .endUser())
                .isNull();
        assertThat(scan("{\"model\":\"m\",\"%s\":\"\"}".formatted(field)).endUser())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\",\"stream\":true}|{\"stream_options\":{\"include_usage\":true},\"model\":\"b\",\"stream\":true}",
                "{ \"stream\":true,\"stream_options\":{},\"model\" : \"a\" }|{ \"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\" : \"b\" }",
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":null}|{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"x\":1}}|{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_usage\":true,\"x\":1}}",
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":false}}|{\"model\":\"b\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"a\",\"stream\":false}|{\"model\":\"b\",\"stream\":false}",
                "{\"model\":\"a\"}|{\"model\":\"b\"}"
            })
    void splices_modelAndUsage_changeNothingElse(String body, String expected) {
        assertThat(splice(body, scan(body).splices("b", true, false))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\",\"metadata\":{\"tags\":[\"x\"]}}|{\"model\":\"b\"}",
                "{\"metadata\" : { \"tags\" : [\"x\"] } , \"model\":\"a\"}|{\"model\":\"b\"}",
                "{ \"x\":1 , \"metadata\":{\"tags\":[]} , \"model\":\"a\"}|{ \"x\":1  , \"model\":\"b\"}",
                "{\"model\":\"a\",\"metadata\":{\"k\":\"v\", \"tags\":[\"x\"] }}|{\"model\":\"b\",\"metadata\":{\"k\":\"v\" }}",
                "{\"model\":\"a\",\"metadata\":{ \"tags\":[\"x\"], \"k\":\"v\" }}|{\"model\":\"b\",\"metadata\":{ \"k\":\"v\" }}",
                "{\"model\":\"a\",\"metadata\":{\"j\":\"v\" ,\"t\\u0061gs\":[[],{}] ,\"k\":\"v\"}}|{\"model\":\"b\",\"metadata\":{\"j\":\"v\"  ,\"k\":\"v\"}}",
                "{\"tags\":[\"x\"],\"litellm_metadata\":{},\"metadata\":{\"tags\":[]},\"model\":\"a\",\"x\":1}|{\"model\":\"b\",\"x\":1}",
                "{\"model\":\"a\",\"litellm_metadata\":null,\"tags\":[],\"metadata\":{\"user_id\":\"u\",\"tags\":[]}}|{\"model\":\"b\",\"metadata\":{\"user_id\":\"u\"}}",
                "{\"tags\":[],\"model\":\"a\",\"stream\":true}|{\"stream_options\":{\"include_usage\":true},\"model\":\"b\",\"stream\":true}",
                "{\"model\":\"a\",\"tags\":\"x\",\"metadata\":{\"tags\":\"x,y\"}}|{\"model\":\"b\",\"tags\":\"x\",\"metadata\":{\"tags\":\"x,y\"}}",
                "{\"model\":\"a\",\"metadata\":{}}|{\"model\":\"b\",\"metadata\":{}}",
                "{\"model\":\"a\",\"messages\":[{\"tags\":[\"x\"],\"metadata\":{\"tags\":[]}}]}|{\"model\":\"b\",\"messages\":[{\"tags\":[\"x\"],\"metadata\":{\"tags\":[]}}]}"
            })
    void splices_tags_goWithTheirCommaAndNothingElse(String body, String expected) {
        assertThat(splice(body, scan(body).splices("b", true, false))).isEqualTo(expected);
        assertThat(splice(body, scan(body).splices(null, false, true))).isEqualTo(body);
    }

    @Test
    void splices_nothingButTags_leaveAnObject() {
        String body = "{ \"tags\":[\"x\"] , \"metadata\":{\"tags\":[\"y\"]} }";
        var scan = scan(Operation.MODERATIONS, body);

        assertThat(splice(body, scan.splices("m", true, false))).isEqualTo("{\"model\":\"m\"  }");
        assertThat(splice(body, scan.withoutTags())).isEqualTo("{  }");
    }

    @Test
    void tags_whereverTheyStand_areRead() {
        assertThat(scan("""
                {"model":"m","tags":["d",1],"metadata":{"tags":["a","\\u0062"]},"litellm_metadata":{"tags":["c"]}}""").tags()).containsExactly("a", "b", "c", "d");
        assertThat(scan("{\"model\":\"m\",\"tags\":\"d\",\"metadata\":{\"tags\":{}}}")
                        .tags())
                .isEmpty();
        assertThat(scan("{\"model\":\"m\",\"tags\":[\"" + "x".repeat(9000) + "\"]}")
                        .tags())
                .isEmpty();
    }

    @Test
    void inputForMessages_isSoForChatsAlone() {
        assertThat(scan("{\"model\":\"m\",\"input\":[]}").inputForMessages()).isTrue();
        assertThat(scan("{\"model\":\"m\",\"input\":[],\"messages\":null}").inputForMessages())
                .isTrue();
        assertThat(scan("{\"model\":\"m\",\"input\":[],\"messages\":[]}").inputForMessages())
                .isFalse();
        assertThat(scan(Operation.RESPONSES, "{\"model\":\"m\",\"input\":[]}").inputForMessages())
                .isFalse();
    }

    @Test
    void splices_nothingToChange_areNone() {
        assertThat(scan("{\"model\":\"a\",\"stream\":true}").splices(null, false, false))
                .isEmpty();
        assertThat(scan("{\"model\":\"a\"}").splices("a", true, false)).isEmpty();
        assertThat(scan(Operation.RESPONSES, "{\"model\":\"a\",\"stream\":true}")
                        .splices(null, true, false))
                .isEmpty();
    }

    @Test
    void splices_anyRequest_makeExactlyTheIntendedChange() {
        System.out.println("RequestScanTest: seed " + SEED);
        var documents = new JsonDocuments(SEED);
        int routable = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] body = documents.next();
            var scan = scanInPieces(body, documents.random().nextInt(1, 64));
            if (scan.failure() == null) {
                routable++;
                checkSplices(body, scan);
            }
        }
        assertThat(routable).isGreaterThan(1_000);
    }

    @Test
    void reset_afterAFailure_readsTheNextRequest() {
        var scan = scan("{\"model\":");
        byte[] body = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8);
        scan.reset(Operation.EMBEDDINGS);
        scan.feed(body, 0, body.length);
        scan.end();

        assertThat(scan.failure()).isNull();
        assertThat(scan.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\"} | -1 | {\"max_tokens\":7,\"model\":\"m\"}",
                "{\"model\":\"m\",\"max_tokens\" : 900 } | 900 | {\"model\":\"m\",\"max_tokens\" : 7 }",
                "{\"model\":\"m\",\"max_completion_tokens\":5} | 5 | {\"model\":\"m\",\"max_completion_tokens\":7}",
                "{\"max_output_tokens\":12,\"model\":\"m\"} | 12 | {\"max_output_tokens\":7,\"model\":\"m\"}",
                "{\"model\":\"m\",\"max_tokens\":1e3} | 1000 | {\"model\":\"m\",\"max_tokens\":7}",
                "{\"model\":\"m\",\"max_tokens\":12.5} | 13 | {\"model\":\"m\",\"max_tokens\":7}",
                "{\"model\":\"m\",\"max_tokens\":1e999999} | 1000000000 | {\"model\":\"m\",\"max_tokens\":7}",
                "{\"model\":\"m\",\"max_completion_tokens\":1,\"max_tokens\":9000} | 9000 | {\"model\":\"m\",\"max_completion_tokens\":7,\"max_tokens\":7}",
                "{\"model\":\"m\",\"max_completion_tokens\":null,\"max_tokens\":90} | 90 | {\"model\":\"m\",\"max_completion_tokens\":null,\"max_tokens\":7}",
                "{\"model\":\"m\",\"max_tokens\":null} | -1 | {\"model\":\"m\",\"max_tokens\":7}"
            })
    void splices_limitOnTheAnswer_replacesTheClients(String body, long asked, String expected) {
        var scan = scan(body);

        assertThat(scan.maxTokens()).isEqualTo(asked);
        assertThat(splice(body, scan.splices(null, false, false, 7, "max_tokens")))
                .isEqualTo(expected);
    }

    @Test
    void choices_severalAnswers_areKnown() {
        assertThat(scan("{\"model\":\"m\",\"n\":3}").choices()).isEqualTo(3);
        assertThat(scan("{\"model\":\"m\",\"n\":-3}").choices()).isEqualTo(1);
        assertThat(scan("{\"model\":\"m\"}").choices()).isEqualTo(1);
        assertThat(scan("{\"model\":\"m\",\"n\":2,\"best_of\":4}").choices()).isEqualTo(4);
        assertThat(scan("{\"model\":\"m\",\"n\":99999999999999999999}").choices())
                .as("no product of it overflows")
                .isEqualTo(1_000_000);
    }

    private static void checkSplices(byte[] body, RequestScan scan) {
        var expected = (ObjectNode) JSON.readTree(body);
        expected.put("model", "new/\"mödel\"");
        if (scan.stream() && !scan.usageRequested()) {
            var options = expected.path("stream_options").isObject()
                    ? (ObjectNode) expected.get("stream_options")
                    : expected.putObject("stream_options");
            options.put("include_usage", true);
        }
        for (String field : new String[] {"tags", "metadata.tags"}) {
            int dot = field.indexOf('.');
            var parent = dot < 0 ? expected : expected.path(field.substring(0, dot));
            if (parent instanceof ObjectNode object
                    && object.path(field.substring(dot + 1)).isArray()) {
                object.remove(field.substring(dot + 1));
                if (dot >= 0 && object.isEmpty()) {
                    expected.remove(field.substring(0, dot));
                }
            }
        }
        expected.remove("litellm_metadata");
        String spliced =
                splice(new String(body, StandardCharsets.UTF_8), body, scan.splices("new/\"mödel\"", true, false));
        assertThat(JSON.readTree(spliced)).as(spliced).isEqualTo(expected);
    }

    private static RequestScan scan(String body) {
        return scan(Operation.CHAT, body);
    }

    private static RequestScan scan(Operation operation, String body) {
        var scan = new RequestScan(operation);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        scan.feed(bytes, 0, bytes.length);
        scan.end();
        return scan;
    }

    private static RequestScan scanInPieces(byte[] body, int size) {
        var scan = new RequestScan(Operation.CHAT);
        for (int from = 0; from < body.length; from += size) {
            byte[] piece = Arrays.copyOfRange(body, from, Math.min(body.length, from + size));
            scan.feed(piece, 0, piece.length);
        }
        scan.end();
        return scan;
    }

    private static String splice(String body, List<Splice> splices) {
        return splice(body, body.getBytes(StandardCharsets.UTF_8), splices);
    }

    private static String splice(String what, byte[] body, List<Splice> splices) {
        var out = new ByteArrayOutputStream();
        long at = 0;
        for (var splice : splices) {
            assertThat(splice.start()).as(what).isBetween(at, splice.end());
            out.write(body, (int) at, (int) (splice.start() - at));
            out.writeBytes(splice.text());
            at = splice.end();
        }
        out.write(body, (int) at, (int) (body.length - at));
        return out.toString(StandardCharsets.UTF_8);
    }
}
