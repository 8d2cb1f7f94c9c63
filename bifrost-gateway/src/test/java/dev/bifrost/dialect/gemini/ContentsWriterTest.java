package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.assistant;
import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.results;
import static dev.bifrost.dialect.gemini.Gemini.signed;
import static dev.bifrost.dialect.gemini.Gemini.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.dialect.gemini.Gemini.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentsWriterTest {

    @Test
    void write_systemInTheMiddle_movesUpAndIsNamed() throws Exception {
        var written = new Ask(
                        Message.of(Role.SYSTEM, "First."), user("Hi"), Message.of(Role.SYSTEM, "Later."), user("There"))
                .to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactly("messages[2]");
        assertThat(written.print())
                .isEqualTo("{\"systemInstruction\":{\"parts\":[{\"text\":\"First.\"},{\"text\":\"Later.\"}]},"
                        + "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"},{\"text\":\"There\"}]}]}");
    }

    @Test
    void write_systemAlone_isAsked() throws Exception {
        assertThat(new Ask(Message.of(Role.SYSTEM, "Sing."))
                        .to(model("gemini-2.5-flash"))
                        .print())
                .isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Sing.\"}]}]}");
    }

    @Test
    void write_gemma_hasNoInstructions() throws Exception {
        assertThat(new Ask(Message.of(Role.SYSTEM, "Sing."), user("Now"))
                        .to(model("gemma-3-27b-it"))
                        .print())
                .isEqualTo("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Sing.\"},{\"text\":\"Now\"}]}]}");
    }

    @Test
    void write_assistantFirst_followsAUser() throws Exception {
        assertThat(new Ask(assistant(Part.Text.of("Hello!")), user("Hi"))
                        .to(model("gemini-2.5-flash"))
                        .contents())
                .startsWith("[{\"role\":\"user\",\"parts\":[{\"text\":\"[The conversation begins");
    }

    @Test
    void write_emptyTexts_areLeftOut() throws Exception {
        assertThat(new Ask(user(""), user("Hi"), assistant(Part.Text.of("")), user("Yo"))
                        .to(model("gemini-2.5-flash"))
                        .contents())
                .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"},{\"text\":\"Yo\"}]}]");
    }

    @Test
    void write_seals_stayWhereTheyCame() throws Exception {
        var written = new Ask(
                        user("Hi"),
                        assistant(
                                new Part.Thinking("Hm", new Seal("gemini", "dDE="), false, null, true),
                                new Part.Thinking("Hm, hm", null, false, null, true),
                                new Part.Text("Yes", List.of(), null, new Seal("gemini", "dDI=")),
                                new Part.Text("", List.of(), null, new Seal("gemini", "dDM="))),
                        user("Go on"))
                .to(model("gemini-3-pro-preview"));

        assertThat(written.losses()).isEmpty();
        assertThat(written.contents())
                .contains("{\"role\":\"model\",\"parts\":["
                        + "{\"text\":\"Hm\",\"thought\":true,\"thoughtSignature\":\"dDE=\"},"
                        + "{\"text\":\"Hm, hm\",\"thought\":true},"
                        + "{\"text\":\"Yes\",\"thoughtSignature\":\"dDI=\"},"
                        + "{\"text\":\"\",\"thoughtSignature\":\"dDM=\"}]}");
    }

    @Test
    void write_foreignSeals_areLeftOutAndNamedOnce() throws Exception {
        var written = new Ask(
                        user("Hi"),
                        assistant(
                                new Part.Thinking("Hm", new Seal("anthropic", "xyz"), false, null, false),
                                new Part.Thinking("", new Seal("anthropic", "data"), true, null, false),
                                new Part.Text("Yes", List.of(), null, new Seal("gemini", "not base64!"))),
                        user("Go on"))
                .to(model("gemini-3-pro-preview"));

        assertThat(written.losses()).containsExactly("reasoning");
        assertThat(written.contents()).contains("{\"role\":\"model\",\"parts\":[{\"text\":\"Yes\"}]}");
    }

    @Test
    void write_missingSignatures_areReplacedInTheCurrentTurnOnly() throws Exception {
        Message step = assistant(Part.ToolCall.of("a", "f", "{}"), Part.ToolCall.of("b", "g", "{}"));
        Message done = results(Part.ToolResult.of("a", "1"), Part.ToolResult.of("b", "2"));
        var ask = new Ask(user("One"), step, done, assistant(Part.Text.of("Done")), user("Two"), step, done);
        ask.messages.add(assistant(signed("c", "f", "{}", "c2ln")));
        ask.messages.add(results(Part.ToolResult.of("c", "3")));

        String third = ask.to(model("gemini-3-flash-preview")).contents();
        String second = ask.to(model("gemini-2.5-flash")).contents();

        assertThat(third.split("skip_thought_signature_validator", -1)).hasSize(2);
        assertThat(third.indexOf("skip_thought")).isGreaterThan(third.indexOf("Two"));
        assertThat(third)
                .contains("\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"skip_thought_signature_validator\"},"
                        + "{\"functionCall\":{\"id\":\"b\",\"name\":\"g\",\"args\":{}}}");
        assertThat(second).doesNotContain("skip_thought");
    }

    @Test
    void write_anothersCall_isGivenAPlaceholder() throws Exception {
        var written = new Ask(
                        user("Hi"),
                        assistant(new Part.ToolCall(
                                "t", "f", "{}", Part.ToolCall.Kind.FUNCTION, new Seal("openai", "x"), null)),
                        results(Part.ToolResult.of("t", "ok")))
                .to(model("gemini-flash-latest"));

        assertThat(written.contents()).contains("skip_thought_signature_validator");
        assertThat(written.losses()).containsExactly("reasoning");
    }

    @Test
    void write_resultsWithMedia_areInsideFromGemini3OnAndBesideBefore() throws Exception {
        var result = new Part.ToolResult(
                "t",
                List.of(
                        Part.Text.of("see"),
                        new Part.Image(new Source.Data("image/png", "AAAA"), null, null),
                        new Part.Image(Source.ofUrl("https://example.com/a.png"), null, null)),
                false,
                null);
        var ask = new Ask(user("Hi"), assistant(signed("t", "shot", "{}", "c2ln")), results(result), user("So?"));

        assertThat(ask.to(model("gemini-3-flash-preview")).contents())
                .endsWith("{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"t\",\"name\":\"shot\","
                        + "\"response\":{\"result\":\"see\"},\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\","
                        + "\"data\":\"AAAA\"}}]}},{\"fileData\":{\"mimeType\":\"image/png\","
                        + "\"fileUri\":\"https://example.com/a.png\"}},{\"text\":\"So?\"}]}]");
        assertThat(ask.to(model("gemini-2.5-flash")).contents())
                .contains("\"response\":{\"result\":\"see\"}}},{\"inlineData\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1}|false|{\"a\":1}",
                "[1]|false|{\"result\":\"[1]\"}",
                "{oops|false|{\"result\":\"{oops\"}",
                "``|false|{\"result\":\"\"}",
                "{\"a\": 1}|true|{\"error\":\"{\\\"a\\\": 1}\"}",
                "{\"a\": [{\"$ref\": \"x\"}]}|false|{\"result\":\"{\\\"a\\\": [{\\\"$ref\\\": \\\"x\\\"}]}\"}"
            })
    void write_result_isAnObject(String text, boolean error, String response) throws Exception {
        var result = new Part.ToolResult("t", List.of(Part.Text.of(text)), error, null);
        var losses = new Losses();
        var written = new GeminiProvider()
                .write(
                        new Ask(user("Hi"), assistant(Part.ToolCall.of("t", "f", "{}")), results(result)).request(),
                        model("gemini-2.5-flash"),
                        losses);

        assertThat(written.body()
                        .objects("contents")
                        .getLast()
                        .objects("parts")
                        .getFirst()
                        .object("functionResponse")
                        .get("response")
                        .print())
                .isEqualTo(response);
    }

    @Test
    void write_callsThatShareAnId_areAnsweredInOrder() throws Exception {
        var written = new Ask(
                        user("Hi"),
                        assistant(Part.ToolCall.of("f", "f", "{\"n\":1}"), Part.ToolCall.of("f", "f", "{\"n\":2}")),
                        results(Part.ToolResult.of("f", "one"), Part.ToolResult.of("f", "two")))
                .to(model("gemini-2.5-flash"));

        assertThat(written.losses()).isEmpty();
        assertThat(written.contents()).containsSubsequence("{\"result\":\"one\"}", "{\"result\":\"two\"}");
    }

    @Test
    void write_argumentsThatAreNoObject_areWrappedAndNamed() throws Exception {
        var written = new Ask(
                        user("Hi"),
                        assistant(
                                Part.ToolCall.of("a", "f", "{\"n\":"),
                                new Part.ToolCall("b", "g", "free text", Part.ToolCall.Kind.CUSTOM, null, null)),
                        results(Part.ToolResult.of("a", "?"), Part.ToolResult.of("b", "!")))
                .to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactly("messages[1].tool_calls");
        assertThat(written.contents())
                .contains("\"args\":{\"arguments\":\"{\\\"n\\\":\"}", "\"args\":{\"input\":\"free text\"}");
    }

    @Test
    void write_opaqueParts_areKeptIfGeminis() throws Exception {
        var code = json("{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"},\"thoughtSignature\":\"YQ==\"}");
        var written = new Ask(
                        user("Hi"),
                        assistant(
                                new Part.Opaque("gemini", code),
                                new Part.Opaque("anthropic", json("{\"type\":\"server_tool_use\"}"))),
                        user("Go on"))
                .to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactly("messages[1].content[1]");
        assertThat(written.contents()).contains(code.print()).doesNotContain("server_tool_use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/a.png", "gs://bucket/a.png", "data:image/png,xx", "a.png"})
    void write_addressThatGoogleCanNotFetch_isRefused(String url) {
        var ask = new Ask(new Message(Role.USER, List.of(new Part.Image(Source.ofUrl(url), null, null))));

        assertThat(refusal(ask, "gemini-2.5-flash"))
                .contains("Gemini can not fetch the address in messages[0].content[0]");
    }

    @Test
    void write_bucketOnVertex_isCarried() throws Exception {
        var ask =
                new Ask(new Message(Role.USER, List.of(new Part.Image(Source.ofUrl("gs://bucket/a.png"), null, null))));

        assertThat(ask.to(model("gemini-2.5-flash", "vertex")).contents()).contains("gs://bucket/a.png");
    }

    @Test
    void write_senselessConversations_areRefusedWithWhatToChange() {
        Message call = assistant(Part.ToolCall.of("a", "f", "{}"), Part.ToolCall.of("b", "f", "{}"));

        assertThat(refusal(new Ask(), "gemini-2.5-flash")).contains("The conversation is empty");
        assertThat(refusal(new Ask(user("Hi"), call), "gemini-2.5-flash")).contains("'a' has no result");
        assertThat(refusal(
                        new Ask(user("Hi"), call, results(Part.ToolResult.of("a", "1")), assistant(Part.Text.of("x"))),
                        "gemini-2.5-flash"))
                .contains("'b' has no result");
        assertThat(refusal(new Ask(user("Hi"), results(Part.ToolResult.of("z", "1"))), "gemini-2.5-flash"))
                .contains("messages[1] is the result of the tool call 'z'");
        assertThat(refusal(
                        new Ask(new Message(
                                Role.USER,
                                List.of(new Part.Document(new Source.File("file-123"), null, null, false, null)))),
                        "gemini-2.5-flash"))
                .contains("The file 'file-123' in messages[0].content[0] is not one of Gemini's");
    }

    private static String refusal(Ask ask, String model) {
        var refusal = catchThrowableOfType(Refusal.class, () -> ask.to(model(model)));
        assertThat(refusal.failure()).isInstanceOf(Failure.InvalidRequest.class);
        return refusal.failure().message();
    }
}
