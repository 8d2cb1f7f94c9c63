package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.dialect.AnswerFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTokenCountTest {

    @Test
    void write_request_isWithoutWhatIsNotCounted() throws Exception {
        ChatRequest asked = Read.read("""
                {"model":"alias","system":"s","messages":[{"role":"user","content":"Hi"}],"max_tokens":5,
                 "temperature":0.5,"stream":true,"metadata":{"user_id":"u"},
                 "tools":[{"name":"f","input_schema":{"type":"object"}}],
                 "thinking":{"type":"enabled","budget_tokens":2000}}""");
        var direct = new MessagesTokenCount(MessagesFlavour.DIRECT);
        var vertex = new MessagesTokenCount(MessagesFlavour.VERTEX);

        assertThat(direct.write(asked, Read.recipient("claude-sonnet-4-5"))
                        .body()
                        .print())
                .isEqualToIgnoringWhitespace("""
                {"model":"claude-sonnet-4-5","system":"s","messages":[{"role":"user","content":"Hi"}],
                 "tools":[{"name":"f","input_schema":{"type":"object"}}]}""");
        assertThat(vertex.write(asked, Read.recipient("claude-sonnet-4-5"))
                        .body()
                        .text("anthropic_version"))
                .isEqualTo("vertex-2023-10-16");
    }

    @Test
    void read_answer_isItsNumber() throws Exception {
        assertThat(new MessagesTokenCount(MessagesFlavour.DIRECT).read(Read.json("{\"input_tokens\":42}")))
                .isEqualTo(42);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{}", "{\"input_tokens\":\"5\"}", "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}"})
    void read_noAnswer_isAFault(String json) {
        assertThatThrownBy(() -> new MessagesTokenCount(MessagesFlavour.DIRECT).read(Read.json(json)))
                .isInstanceOf(AnswerFault.class);
    }
}
