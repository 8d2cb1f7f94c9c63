package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.pretty;
import static dev.bifrost.dialect.gemini.Gemini.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.gemini.Gemini.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeminiTokenCountTest {

    @Test
    void write_request_isCountedWhole() throws Exception {
        var ask = new Ask(Message.of(Role.SYSTEM, "Be brief."), user("Hi"));
        ask.sampling = Sampling.NONE.withMaxTokens(5L);
        ask.tools = List.of(Gemini.function("f", "{\"type\":\"object\"}"));

        assertThat(new GeminiTokenCount()
                        .write(ask.request(), model("gemini-2.5-flash"))
                        .body()
                        .print())
                .isEqualTo(pretty("""
                        {"generateContentRequest": {"model": "models/gemini-2.5-flash",
                          "systemInstruction": {"parts": [{"text": "Be brief."}]},
                          "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
                          "tools": [{"functionDeclarations": [{"name": "f", "description": "Does f"}]}],
                          "generationConfig": {"maxOutputTokens": 5}}}"""));
        assertThat(new GeminiTokenCount()
                        .write(ask.request(), model("gemini-2.5-flash", "vertex"))
                        .body()
                        .members())
                .containsOnlyKeys("contents", "systemInstruction", "tools");
    }

    @Test
    void read_total_isTheNumber() throws Exception {
        assertThat(new GeminiTokenCount().read(json("{\"totalTokens\": 31}"))).isEqualTo(31);
        assertThat(new GeminiTokenCount().read(json("{\"totalBillableCharacters\": 0}")))
                .isZero();
        assertThat(catchThrowableOfType(AnswerFault.class, () -> new GeminiTokenCount().read(json("{}"))))
                .hasMessage("it has no totalTokens");
    }
}
