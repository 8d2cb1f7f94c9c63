package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.assistant;
import static dev.bifrost.dialect.gemini.Gemini.function;
import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.pretty;
import static dev.bifrost.dialect.gemini.Gemini.results;
import static dev.bifrost.dialect.gemini.Gemini.signed;
import static dev.bifrost.dialect.gemini.Gemini.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.gemini.Gemini.Ask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole requests, as they stand on the wire. */
class GeminiProviderTest {

    @Test
    void write_systemTextAndSampling_isGeminis() throws Exception {
        var ask =
                new Ask(Message.of(Role.SYSTEM, "Be brief."), Message.of(Role.DEVELOPER, "In French."), user("Hello"));
        ask.sampling = new Sampling(
                new Json.Num("0.70"),
                new Json.Num("0.9"),
                new Json.Num("40"),
                100L,
                List.of("END"),
                new Json.Num("7"),
                null,
                null,
                null,
                true,
                3L,
                2L);

        var written = ask.to(model("gemini-3-flash-preview"));

        assertThat(written.losses()).isEmpty();
        assertThat(written.print()).isEqualTo(pretty("""
                {"systemInstruction": {"parts": [{"text": "Be brief."}, {"text": "In French."}]},
                 "contents": [{"role": "user", "parts": [{"text": "Hello"}]}],
                 "generationConfig": {"temperature": 0.70, "topP": 0.9, "topK": 40, "seed": 7, "maxOutputTokens": 100,
                   "candidateCount": 2, "stopSequences": ["END"], "responseLogprobs": true, "logprobs": 3}}
                """));
    }

    @Test
    void write_toolsOverTwoTurns_keepIdsSignaturesAndOrder() throws Exception {
        var ask = new Ask(
                user("Weather in Paris and Rome?"),
                assistant(
                        Part.Text.of("I look."),
                        signed("c1", "weather", "{\"city\":\"Paris\",\"days\":1.0}", "c2ln"),
                        Part.ToolCall.of("c2", "weather", "{\"city\":\"Rome\"}")),
                results(Part.ToolResult.of("c2", "{\"sun\": true}")),
                results(new Part.ToolResult("c1", List.of(Part.Text.of("no such city")), true, null)),
                user("And?"));
        ask.tools = List.of(function("weather", """
                        {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                         "additionalProperties": false}"""), function("now", "{\"type\": \"object\", \"properties\": {}}"));
        ask.choice = new ToolChoice.Auto();

        var written = ask.to(model("gemini-3-pro-preview"));

        assertThat(written.losses()).isEmpty();
        assertThat(written.print()).isEqualTo(pretty("""
                {"contents": [
                  {"role": "user", "parts": [{"text": "Weather in Paris and Rome?"}]},
                  {"role": "model", "parts": [
                    {"text": "I look."},
                    {"functionCall": {"id": "c1", "name": "weather", "args": {"city": "Paris", "days": 1.0}},
                     "thoughtSignature": "c2ln"},
                    {"functionCall": {"id": "c2", "name": "weather", "args": {"city": "Rome"}}}]},
                  {"role": "user", "parts": [
                    {"functionResponse": {"id": "c1", "name": "weather", "response": {"error": "no such city"}}},
                    {"functionResponse": {"id": "c2", "name": "weather", "response": {"sun": true}}},
                    {"text": "And?"}]}],
                 "tools": [{"functionDeclarations": [
                   {"name": "weather", "description": "Does weather", "parametersJsonSchema":
                     {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                      "additionalProperties": false}},
                   {"name": "now", "description": "Does now"}]}],
                 "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}}
                """));
    }

    @Test
    void write_vertex_hasNoIdsButLabelsAndAHeaderForTheTier() throws Exception {
        var ask = new Ask(
                user("Go"), assistant(Part.ToolCall.of("c1", "go", "")), results(Part.ToolResult.of("c1", "gone")));
        ask.metadata = json("{\"team\": \"red\", \"note\": \"Not a Label\"}");
        ask.tier = "priority";
        ask.extra = Map.of("safety_settings", new Json.Arr(), "labels", json("{\"app\": \"x\"}"));

        var written = ask.to(model("gemini-3.1-pro-preview", "vertex"));

        assertThat(written.losses()).containsExactly("metadata");
        assertThat(written.headers()).containsExactly(Map.entry("x-vertex-ai-llm-shared-request-type", "priority"));
        assertThat(written.contents()).isEqualTo("""
                [{"role":"user","parts":[{"text":"Go"}]},\
                {"role":"model","parts":[{"functionCall":{"name":"go","args":{}},\
                "thoughtSignature":"skip_thought_signature_validator"}]},\
                {"role":"user","parts":[{"functionResponse":{"name":"go","response":{"result":"gone"}}}]}]""");
        assertThat(written.body().get("labels")).isEqualTo(json("{\"app\": \"x\", \"team\": \"red\"}"));
        assertThat(written.body().get("safetySettings")).isEqualTo(new Json.Arr());
        assertThat(written.body().has("serviceTier")).isFalse();
    }

    @Test
    void write_mediaOfEveryKind_becomeData() throws Exception {
        var ask = new Ask(new Message(
                Role.USER,
                List.of(
                        new Part.Image(Source.ofUrl("data:image/jpg;base64,AAAA"), "low", null),
                        new Part.Image(Source.ofUrl("https://example.com/cat.webp?size=2#top"), "auto", null),
                        new Part.Image(Source.ofUrl("https://example.com/cat"), null, null),
                        new Part.Audio(new Source.Data("", "BBBB"), "mp3", null, null),
                        new Part.Document(new Source.Data("application/pdf", "CCCC"), "a.pdf", null, true, null),
                        new Part.Document(new Source.Plain("So it is."), null, "From a book", false, null),
                        new Part.Document(new Source.File("files/abc"), null, null, false, null),
                        new Part.Document(new Source.Data("video/mp4", "DDDD"), null, null, false, null),
                        Part.Text.of("What is it?"))));

        var written = ask.to(model("gemini-2.5-flash"));

        assertThat(written.losses())
                .containsExactly("messages[0].content[0].image_url.detail", "messages[0].content[4].citations");
        assertThat(written.print()).isEqualTo(pretty("""
                {"contents": [{"role": "user", "parts": [
                  {"inlineData": {"mimeType": "image/jpeg", "data": "AAAA"}},
                  {"fileData": {"mimeType": "image/webp", "fileUri": "https://example.com/cat.webp?size=2#top"}},
                  {"fileData": {"mimeType": "image/jpeg", "fileUri": "https://example.com/cat"}},
                  {"inlineData": {"mimeType": "audio/mp3", "data": "BBBB"}},
                  {"text": "Document: a.pdf\\n"},
                  {"inlineData": {"mimeType": "application/pdf", "data": "CCCC"}},
                  {"text": "From a book\\n"},
                  {"text": "So it is."},
                  {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc"}},
                  {"inlineData": {"mimeType": "video/mp4", "data": "DDDD"}},
                  {"text": "What is it?"}]}]}
                """));
    }

    @Test
    void write_structuredOutputAndThinking_areConfigured() throws Exception {
        var ask = new Ask(user("Give me one"));
        ask.output = new OutputFormat.JsonSchema(
                "thing",
                "A thing",
                json("{\"type\": \"object\", \"properties\": {\"n\": {\"type\": \"integer\"}},"
                        + " \"required\": [\"n\"], \"additionalProperties\": false}"),
                true);
        ask.reasoning = Reasoning.ofEffort("low", null);

        var written = ask.to(model("gemini-2.5-pro"));

        assertThat(written.losses()).isEmpty();
        assertThat(written.config()).isEqualTo(pretty("""
                {"responseMimeType": "application/json",
                 "responseJsonSchema": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"],
                   "additionalProperties": false, "title": "thing", "description": "A thing"},
                 "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": true}}
                """));
    }

    @Test
    void write_jsonObject_isAMediaType() throws Exception {
        var ask = new Ask(user("Give me JSON"));
        ask.output = new OutputFormat.JsonObject();

        assertThat(ask.to(model("gemini-2.5-flash")).config()).isEqualTo("{\"responseMimeType\":\"application/json\"}");
    }

    @Test
    void write_sameRequest_hasTheSameBytes() throws Exception {
        var ask = new Ask(user("Hi"));
        ask.tools = List.of(function(
                "f",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/A\"}},"
                        + "\"$defs\":{\"A\":{\"enum\":[\"x\",\"y\"]}}}"));
        ask.extra = Map.of("safetySettings", new Json.Arr(), "mediaResolution", new Json.Str("MEDIA_RESOLUTION_LOW"));

        assertThat(ask.to(model("gemini-3-flash")).print())
                .isEqualTo(ask.to(model("gemini-3-flash")).print());
    }

    @Test
    void write_googlesOwnFields_areCarried() throws Exception {
        var ask = new Ask(user("Paint"));
        ask.tier = "flex";
        ask.extra = Map.of(
                "cached_content", new Json.Str("cachedContents/1"),
                "modalities", Json.Arr.of(List.of("text", "image")),
                "thinking_config", json("{\"thinkingBudget\": 5}"),
                "labels", json("{\"a\": \"b\"}"),
                "store", new Json.Bool(true));
        ask.user = "somebody";

        var written = ask.to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactlyInAnyOrder("labels", "store", "user");
        assertThat(written.body().text("cachedContent")).isEqualTo("cachedContents/1");
        assertThat(written.body().text("serviceTier")).isEqualTo("flex");
        assertThat(json(written.config()))
                .isEqualTo(
                        json(
                                "{\"responseModalities\": [\"TEXT\", \"IMAGE\"], \"thinkingConfig\": {\"thinkingBudget\": 5}}"));
    }

    @Test
    void write_fieldsOfGooglesOpenAiEndpoint_areUnwrapped() throws Exception {
        var ask = new Ask(user("Think"));
        ask.extra = Map.of(
                "extra_body",
                json("{\"google\": {\"thinking_config\": {\"include_thoughts\": true},"
                        + " \"cached_content\": \"cachedContents/1\", \"other\": 1}}"));

        var written = ask.to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactly("other");
        assertThat(written.body().text("cachedContent")).isEqualTo("cachedContents/1");
        assertThat(written.config()).isEqualTo("{\"thinkingConfig\":{\"include_thoughts\":true}}");
    }
}
