package dev.bifrost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.telemetry.LogSettings.Format;
import dev.bifrost.telemetry.LogSettings.Level;
import dev.bifrost.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void json_fullRecord_hasTheNamesThatDashboardsRelyOn() {
        assertThat(line(Format.JSON, Calls.full())).isEqualTo("""
                {"time":"2026-06-01T12:00:03.412Z","level":"info","kind":"call","request_id":"req-1",\
                "trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","key":"tenant-12","team":"legal","organization":"bank","end_user":"user-7",\
                "labels":{"app":"chat"},"client":"10.0.0.7","agent":"python/1.0","operation":"chat",\
                "route":"POST /v1/chat/completions","alias":"eu-secure","provider":"azure-ch",\
                "model_asked":"eu-secure","model":"gpt-4o","model_answered":"gpt-4o-2024-08-06","region":"ch",\
                "dialect_in":"openai","dialect_out":"openai","stream":true,"status":200,"ending":"complete",\
                "attempts":[{"target":"mistral/mistral-large-2411","key":"0a1b2c3d","status":503,\
                "outcome":"upstream_error","ms":120.1},{"target":"azure-ch/gpt-4o","key":"99aabbcc","status":200,\
                "outcome":"ok","ms":300.25}],"usage":{"prompt":1200,"cached":1000,"cache_write":0,\
                "completion":340,"reasoning":12,"audio":0,"images":0,"estimated":false},\
                "cost_usd":0.00315,"price":"2026-08-21 catalogue","bytes_in":5120,\
                "bytes_out":20480,"first_token_ms":180.5,"total_ms":421.319,"gateway_ms":0.412,\
                "config":"1a2b3c4d"}
                """);
    }

    @Test
    void json_thousandsOfLostFields_areNamedInPartAndCounted() {
        List<String> lossy = IntStream.range(0, 5000)
                .mapToObj(i -> "messages[" + i + "].content[0].cache_control" + "x".repeat(i == 0 ? 9000 : 0))
                .toList();
        String line = line(Format.JSON, Calls.lossy(lossy));

        assertThat(line).hasSizeLessThan(16 << 10);
        JsonNode json = MAPPER.readTree(line);
        assertThat(json.get("lossy")).hasSize(30);
        assertThat(json.get("lossy_left").asInt()).isEqualTo(4970);
    }

    @Test
    void json_refusedCall_leavesOutWhatIsUnknown() {
        JsonNode json = MAPPER.readTree(line(Format.JSON, Calls.bare()));

        assertThat(json.get("failure").asString()).isEqualTo("missing_key");
        assertThat(json.has("usage")).isFalse();
        assertThat(json.has("key")).isFalse();
        assertThat(json.has("labels")).isFalse();
        assertThat(json.has("first_token_ms")).isFalse();
        assertThat(json.get("attempts")).isEmpty();
        assertThat(json.get("time").asString()).isEqualTo("2026-06-01T12:00:03.000Z");
    }

    @Test
    void text_answeredAtOnce_isOneAlignedLine() {
        assertThat(line(Format.TEXT, Calls.plain()))
                .isEqualTo(
                        "2026-06-01T12:00:03.412Z 200   tenant-12     eu-secure→azure-ch/gpt-4o                       "
                                + "   1200 in     340 out     421.3 ms complete"
                                + " id=req-1 trace=4bf92f3577b34da6a3ce929d0e0e4736\n");
    }

    @Test
    void text_fallback_showsEveryAttempt() {
        assertThat(line(Format.TEXT, Calls.full()))
                .endsWith(" ms complete [mistral/mistral-large-2411 503 upstream_error 120.1 ms; "
                        + "azure-ch/gpt-4o 200 ok 300.25 ms]"
                        + " id=req-1 trace=4bf92f3577b34da6a3ce929d0e0e4736\n");
    }

    @Test
    void text_refusedCall_showsTheRouteAndWhy() {
        assertThat(line(Format.TEXT, Calls.bare()))
                .startsWith("2026-06-01T12:00:03.000Z 401   -             \"POST /v1/chat/completions\" ")
                .contains("0.1 ms refused missing_key id=");
    }

    @Test
    void json_anyText_staysOneLineAndReadable() {
        Seeded.times(1000, random -> {
            String text = Seeded.anyText(random, 250);

            String line = line(Format.JSON, Calls.with(text, text));

            assertThat(line).matches("[\\x20-\\x7f]+\n");
            JsonNode json = MAPPER.readTree(line);
            assertThat(json.get("agent").asString()).isEqualTo(AccessLog.cut(text, 200));
        });
    }

    @Test
    void text_anyText_staysOneLineWithoutControls() {
        Seeded.times(1000, random -> {
            String text = Seeded.anyText(random, 250);

            String line = line(Format.TEXT, Calls.with(text, text));

            assertThat(line.substring(0, line.length() - 1).codePoints())
                    .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e);
            assertThat(line).endsWith("complete id=req-1 trace=4bf92f3577b34da6a3ce929d0e0e4736\n");
        });
    }

    @Test
    void text_forgedColumns_areQuoted() {
        assertThat(line(Format.TEXT, Calls.with("a", "x 200 \"admin\"\n2026")))
                .contains("\"x 200 \\\"admin\\\"\\n2026\"→azure-ch/gpt-4o");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anyForm_longValues_areCut(Format format) {
        String line = line(format, Calls.with("a".repeat(10_000), "m".repeat(10_000)));

        assertThat(line.length()).isLessThan(1500);
        assertThat(line).contains("mmm").doesNotContain("a".repeat(200));
    }

    @Test
    void json_note_keepsNumbersAndNamesItsLevel() {
        var note = new Entry.Note(
                Instant.EPOCH,
                Level.WARN,
                "listening\non",
                List.of(
                        new Entry.Field("port", 8080),
                        new Entry.Field("bytes", 1L),
                        new Entry.Field("tls", false),
                        new Entry.Field("host", "a\nb")),
                null);

        assertThat(line(Format.JSON, note))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"warn\",\"message\":\"listening\\non\","
                        + "\"port\":8080,\"bytes\":1,\"tls\":false,\"host\":\"a\\nb\"}\n");
        assertThat(line(Format.TEXT, note))
                .isEqualTo("1970-01-01T00:00:00.000Z WARN  listening\\non port=8080 bytes=1 tls=false host=a\\nb\n");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anyForm_noteWithACause_saysWhereOnOneLine(Format format) {
        var cause = new IllegalStateException("broken\nhere", new IOException("disk"));
        var note = new Entry.Note(Instant.EPOCH, Level.ERROR, "failed", List.of(), cause);

        assertThat(line(format, note))
                .contains("IllegalStateException", "broken\\nhere", "AccessLogTest", "caused by java.io.IOException")
                .matches("[^\n]+\n");
    }

    @Test
    void timestamps_changingSeconds_areAllRight() {
        var timestamps = new Timestamps();

        assertThat(timestamps.format(Instant.ofEpochMilli(1))).isEqualTo("1970-01-01T00:00:00.001Z");
        assertThat(timestamps.format(Instant.ofEpochMilli(99))).isEqualTo("1970-01-01T00:00:00.099Z");
        assertThat(timestamps.format(Instant.ofEpochMilli(61_100))).isEqualTo("1970-01-01T00:01:01.100Z");
        assertThat(timestamps.format(Instant.ofEpochMilli(-1))).isEqualTo("1969-12-31T23:59:59.999Z");
    }

    private static String line(Format format, CallRecord call) {
        return line(format, new Entry.Call(call));
    }

    private static String line(Format format, Entry entry) {
        var buffer = new LineBuffer();
        AccessLog.of(format).append(entry, buffer);
        var bytes = new ByteArrayOutputStream();
        try {
            buffer.flushTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
