package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.telemetry.LineWriter;
import dev.bifrost.telemetry.LogSettings;
import dev.bifrost.telemetry.LogSettings.Format;
import dev.bifrost.telemetry.LogSettings.Level;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody looks for a fault at night and makes the log say more; nobody has to remember to make it say less. */
class LogDeskTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LineWriter lines = new LineWriter(out, LogSettings.standard(), CLOCK);
    private final List<Runnable> ends = new ArrayList<>();
    private final List<Duration> times = new ArrayList<>();
    private final LogDesk desk = new LogDesk(lines, LogSettings.standard(), CLOCK, (time, end) -> {
        times.add(time);
        ends.add(end);
    });

    @AfterEach
    void close() {
        lines.close();
    }

    private static Json.Obj body(String json) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Json.readObject(bytes, 0, bytes.length);
    }

    private String level() {
        return desk.state().text("level") + " " + desk.state().text("format");
    }

    @Test
    void change_forATime_endsByItselfAndSaysUntilWhen() throws Exception {
        Json.Obj state = desk.change(body("{\"level\":\"debug\",\"for\":\"10m\"}"), "ops");

        assertThat(state.text("level")).isEqualTo("debug");
        assertThat(state.text("until")).isEqualTo("1970-01-01T00:10:00Z");
        assertThat(state.object("configured").text("level")).isEqualTo("info");
        assertThat(times).containsExactly(Duration.ofMinutes(10));
        assertThat(lines.log().isEnabled(Level.DEBUG)).isTrue();
        ends.getFirst().run();
        assertThat(lines.log().isEnabled(Level.DEBUG)).isFalse();
        assertThat(desk.state().has("until")).isFalse();
        lines.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("log changed level=debug", "by=ops", "says again");
    }

    @Test
    void change_again_isNotEndedByTheFirst() throws Exception {
        desk.change(body("{\"level\":\"debug\",\"for\":\"1m\"}"), "a");
        desk.change(body("{\"level\":\"error\",\"format\":\"json\"}"), "b");

        ends.getFirst().run();

        assertThat(level()).isEqualTo("error json");
        desk.change(body("{}"), "b");
        assertThat(level()).isEqualTo("info text");
    }

    @Test
    void configure_fileChanged_isWhatItReturnsTo() throws Exception {
        desk.change(body("{\"level\":\"debug\",\"for\":\"1m\"}"), "a");

        desk.configure(new LogSettings(Format.JSON, Level.WARN), false);

        assertThat(level()).as("what was asked for stays").isEqualTo("debug text");
        ends.getFirst().run();
        assertThat(level()).isEqualTo("warn json");
    }

    @Test
    void configure_outright_endsWhatWasAskedFor() throws Exception {
        desk.change(body("{\"level\":\"debug\"}"), "a");

        desk.configure(null, true);

        assertThat(level()).isEqualTo("info text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"level\":\"trace\"}",
                "{\"level\":7}",
                "{\"levle\":\"debug\"}",
                "{\"for\":\"10m\"}",
                "{\"level\":\"debug\",\"for\":\"25h\"}",
                "{\"level\":\"debug\",\"for\":\"0s\"}",
                "{\"level\":\"debug\",\"for\":\"99999h\"}",
                "{\"level\":\"debug\",\"for\":600}",
                "{\"format\":\"xml\"}"
            })
    void change_nonsense_changesNothing(String json) {
        assertThatThrownBy(() -> desk.change(body(json), "a")).isInstanceOf(Refusal.class);

        assertThat(level()).isEqualTo("info text");
        assertThat(ends).isEmpty();
    }
}
