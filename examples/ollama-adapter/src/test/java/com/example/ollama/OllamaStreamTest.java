package com.example.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatEvent.ArgumentsDelta;
import dev.bifrost.api.chat.ChatEvent.Closed;
import dev.bifrost.api.chat.ChatEvent.Ended;
import dev.bifrost.api.chat.ChatEvent.Finished;
import dev.bifrost.api.chat.ChatEvent.Metered;
import dev.bifrost.api.chat.ChatEvent.Opened;
import dev.bifrost.api.chat.ChatEvent.Started;
import dev.bifrost.api.chat.ChatEvent.TextDelta;
import dev.bifrost.api.chat.ChatEvent.ThinkingDelta;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.frame.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaStreamTest {
    private static final String CREATED = "\"model\":\"qwen3\",\"created_at\":\"2025-10-26T17:21:21.19624Z\"";
    private static final String STREAM = """
            {%1$s,"message":{"role":"assistant","content":"","thinking":"I should "},"done":false}
            {%1$s,"message":{"role":"assistant","content":"","thinking":"löök."},"done":false}
            {%1$s,"message":{"role":"assistant","content":"Let me"},"done":false}
            {%1$s,"message":{"role":"assistant","content":" see."},"done":false}
            {%1$s,"message":{"role":"assistant","content":"","tool_calls":[\
            {"function":{"name":"weather","arguments":{"city":"Zürich"}}},\
            {"id":"call_7","function":{"name":"clock","arguments":{}}}]},"done":false}
            {%1$s,"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
            "prompt_eval_count":26,"eval_count":282}
            """.formatted(CREATED);

    private static final List<ChatEvent> EVENTS = List.of(
            new Started("", 1761499281, "qwen3", null),
            new Opened(0, 0, Part.Thinking.of("")),
            new ThinkingDelta(0, 0, "I should "),
            new ThinkingDelta(0, 0, "löök."),
            new Closed(0, 0),
            new Opened(0, 1, Part.Text.of("")),
            new TextDelta(0, 1, "Let me", null),
            new TextDelta(0, 1, " see.", null),
            new Closed(0, 1),
            new Opened(0, 2, Part.ToolCall.of("call_2025102617212119624_0", "weather", "")),
            new ArgumentsDelta(0, 2, "{\"city\":\"Zürich\"}"),
            new Closed(0, 2),
            new Opened(0, 3, Part.ToolCall.of("call_7", "clock", "")),
            new ArgumentsDelta(0, 3, "{}"),
            new Closed(0, 3),
            new Finished(0, FinishReason.TOOL_CALLS, null),
            new Metered(Usage.of(26, 282)),
            new Ended());

    @Test
    void stream_cutAtEveryByte_givesTheSameEvents() throws AnswerFault {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);

        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(events(bytes, cut)).as("cut at " + cut).isEqualTo(EVENTS);
        }
    }

    @Test
    void whole_sameAnswer_saysTheSame() throws Exception {
        ChatAnswer answer = whole("""
                {%s,"message":{"role":"assistant","content":"Let me see.","thinking":"I should look.","tool_calls":[\
                {"function":{"name":"weather","arguments":{"city":"Bern"}}}]},"done":true,"done_reason":"stop",\
                "prompt_eval_count":26,"eval_count":282}""".formatted(CREATED));

        assertThat(answer.model()).isEqualTo("qwen3");
        assertThat(answer.created()).isEqualTo(1761499281);
        assertThat(answer.usage()).isEqualTo(Usage.of(26, 282));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.choices().getFirst().parts())
                .containsExactly(
                        Part.Thinking.of("I should look."),
                        Part.Text.of("Let me see."),
                        Part.ToolCall.of("call_2025102617212119624_0", "weather", "{\"city\":\"Bern\"}"));
    }

    @Test
    void whole_cutShort_saysSo() throws Exception {
        ChatAnswer answer = whole("{\"message\":{\"content\":\"Le\"},\"done\":true,\"done_reason\":\"length\"}");

        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.usage()).isNull();
    }

    @Test
    void stream_errorAmongTheLines_isTheProvidersError() {
        byte[] bytes = (STREAM.lines().findFirst().orElseThrow() + "\n{\"error\":\"out of memory\"}\n")
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> events(bytes, 0))
                .isInstanceOfSatisfying(
                        AnswerFault.class,
                        fault -> assertThat(fault.error())
                                .extracting(ErrorDetail::message)
                                .isEqualTo("out of memory"));
    }

    @Test
    void stream_brokenOff_neverSaysThatItEnded() throws AnswerFault {
        byte[] bytes =
                STREAM.lines().limit(3).reduce("", (a, b) -> a + b + "\n").getBytes(StandardCharsets.UTF_8);

        assertThat(events(bytes, 0)).doesNotHaveAnyElementsOfTypes(Finished.class, Ended.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\":5}",
                "{\"error\":\"x\",\"message\":{}}",
            })
    void whole_noAnswer_isAFault(String json) {
        assertThatThrownBy(() -> whole(json)).isInstanceOf(AnswerFault.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"done\":true}",
                "{\"message\":{},\"done\":\"yes\",\"created_at\":\"soon\"}",
                "{\"message\":{\"content\":5,\"thinking\":[],\"tool_calls\":[1,{},{\"function\":{\"name\":7,\"arguments\":[]}}]}}",
            })
    void whole_strangeTypes_areReadAsFarAsTheyGo(String json) throws Exception {
        assertThat(whole(json).choices()).hasSize(1);
    }

    private static ChatAnswer whole(String json) throws AnswerFault, MalformedJson {
        return new OllamaDialect().read((Json.Obj) Json.read(json));
    }

    /** As the gateway does it: bytes to lines, lines to events. */
    private static List<ChatEvent> events(byte[] bytes, int cut) throws AnswerFault {
        OllamaDialect dialect = new OllamaDialect();
        FrameReader frames = Frames.reader(dialect.framing());
        AnswerReader reader = dialect.stream();
        List<ChatEvent> events = new ArrayList<>();
        Consumer<ChatEvent> out = events::add;
        frames.feed(bytes, 0, cut, line -> reader.event(line, out));
        frames.feed(bytes, cut, bytes.length, line -> reader.event(line, out));
        frames.end(line -> reader.event(line, out));
        reader.end(out);
        return events;
    }
}
