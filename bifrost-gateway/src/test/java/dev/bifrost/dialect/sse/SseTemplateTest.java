package dev.bifrost.dialect.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import org.junit.jupiter.api.Test;

class SseTemplateTest {
    private final SseOutput out = new SseOutput();

    @Test
    void write_oneText_isWhatTheJsonWouldBe() {
        Json.Obj json = new Json.Obj()
                .put("type", "a:\"\"b")
                .put("text", "")
                .put("id", "")
                .put("n", 3);
        SseTemplate.of("data: ", json, "\n\n", 1).write("say \"hi\"\n", out);

        assertThat(out)
                .hasToString("data: " + json.copy().put("text", "say \"hi\"\n").print() + "\n\n");
    }

    @Test
    void write_twoTexts_standInOrder() {
        Json.Obj json = new Json.Obj().put("a", "").put("b", new Json.Arr().add(new Json.Obj().put("c", "")));
        SseTemplate.of("", json, "", 2).write("1", "2", out);

        assertThat(out).hasToString("{\"a\":\"1\",\"b\":[{\"c\":\"2\"}]}");
    }
}
