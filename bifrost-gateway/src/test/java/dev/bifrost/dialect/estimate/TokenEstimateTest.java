package dev.bifrost.dialect.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {

    /** The example of OpenAI's cookbook: 129 tokens for GPT-4, 124 for GPT-4o, counted by the API. */
    @Test
    void of_cookbookMessages_isNearTheApisCount() {
        var request = request(
                "gpt-4o",
                List.of(
                        Message.of(
                                Role.SYSTEM,
                                "You are a helpful, pattern-following assistant that translates corporate jargon into"
                                        + " plain English."),
                        named("example_user", "New synergies will help drive top-line growth."),
                        named("example_assistant", "Things working well together will increase revenue."),
                        named(
                                "example_user",
                                "Let's circle back when we have more bandwidth to touch base on opportunities for"
                                        + " increased leverage."),
                        named("example_assistant", "Let's talk later when we're less busy about how to do better."),
                        Message.of(
                                Role.USER,
                                "This late pivot means we don't have time to boil the ocean for the client"
                                        + " deliverable.")),
                List.of());

        assertThat(TokenEstimate.of(request)).isBetween(118L, 140L);
    }

    /** The same cookbook's tool: 105 tokens for GPT-4, 101 for GPT-4o. */
    @Test
    void of_cookbookTool_isNearTheApisCount() throws MalformedJson {
        var tool = new Tool.Function(
                "get_current_weather",
                "Get the current weather in a given location",
                (Json.Obj) Json.read("""
                        {"type":"object","properties":{
                         "location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},
                         "unit":{"type":"string","description":"The unit of temperature to return",
                          "enum":["celsius","fahrenheit"]}},"required":["location"]}"""),
                null,
                null);
        var messages = List.of(
                Message.of(Role.SYSTEM, "You are a helpful assistant that can answer to questions about the weather."),
                Message.of(Role.USER, "What's the weather like in San Francisco?"));

        assertThat(TokenEstimate.of(request("gpt-4o", messages, List.of(tool)))).isBetween(100L, 135L);
        assertThat(TokenEstimate.of(request("claude-opus-4-1", messages, List.of(tool))))
                .isEqualTo(TokenEstimate.of(request("gpt-4o", messages, List.of(tool))) + 346);
    }

    /** The examples that the vendors' guides give, and the rules that they state. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gpt-4o, high, 1024, 1024, 765",
                "gpt-4o, -, 2048, 4096, 1105",
                "gpt-4o, low, 4096, 8192, 85",
                "openai/o3, auto, 512, 512, 255",
                "gemini-2.5-pro, -, 384, 384, 258",
                "gemini-2.5-pro, -, 960, 540, 516",
                "claude-sonnet-4-5, -, 1568, 728, 1456",
                "claude-sonnet-4-5, -, 200, 200, 64",
                "claude-sonnet-4-5, low, 8000, 8000, 1568",
                "command-a-vision-07-2025, high, 10000, 20000, 2304",
                "command-a-vision-07-2025, low, 10000, 20000, 256",
                "command-a-vision-07-2025, auto, 700, 700, 256",
            })
    void of_images_areTheVendorsCounts(String model, String detail, int width, int height, long tokens) {
        assertThat(of(model, new Part.Image(new Source.Data("image/png", png(width, height)), detail, null)))
                .isEqualTo(tokens);
    }

    @Test
    void of_imagesOfUnknownSize_areLargeOnes() {
        var somewhere = new Part.Image(new Source.Url("https://example.com/a.png", ""), null, null);

        assertThat(of("gpt-4o", somewhere)).isEqualTo(1600);
        assertThat(of("claude-sonnet-4-5", somewhere)).isEqualTo(1600);
        assertThat(of("gemini-2.5-pro", somewhere)).isEqualTo(258);
        assertThat(of("gpt-4o", new Part.Image(new Source.File("file-1"), "low", null)))
                .isEqualTo(85);
    }

    @Test
    void of_sound_isItsSeconds() {
        byte[] wave = ByteBuffer.allocate(160_000)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(28, 16_000)
                .array();

        assertThat(of("gpt-4o-audio", sound(wave, "wav"))).isEqualTo(100);
        assertThat(of("gemini-2.5-flash", sound(wave, "wav"))).isEqualTo(320);
        assertThat(of("gpt-4o-audio", sound(new byte[160_000], "mp3"))).isEqualTo(100);
        assertThat(of("gpt-4o-audio", sound(new byte[96_000], "pcm16"))).isEqualTo(20);
        assertThat(of("gpt-4o-audio", new Part.Audio(null, "wav", "audio_1", "one two three")))
                .isEqualTo(3);
    }

    @Test
    void of_documents_areTheirPagesOrTheirText() {
        assertThat(of("claude-sonnet-4-5", document(new byte[120_000], "application/pdf")))
                .isEqualTo(6000);
        assertThat(of("claude-sonnet-4-5", document("one two".getBytes(StandardCharsets.UTF_8), "text/plain")))
                .isEqualTo(2);
        assertThat(of("claude-sonnet-4-5", new Part.Document(new Source.Plain("one two"), "a", "b", true, null)))
                .isEqualTo(4);
        assertThat(of("x", new Part.Document(new Source.File("file-1"), null, null, false, null)))
                .isEqualTo(10_000);
    }

    @Test
    void of_otherParts_areTheirText() {
        assertThat(of("x", new Part.Refusal("no way"))).isEqualTo(2);
        assertThat(of("x", Part.Thinking.of("let me think"))).isEqualTo(3);
        assertThat(of("x", new Part.Thinking("", new Seal("anthropic", "a".repeat(500)), true, null, false)))
                .isEqualTo(100);
        assertThat(of("x", Part.ToolCall.of("1", "find", "{}"))).isEqualTo(10);
        assertThat(of("x", Part.ToolResult.of("1", "done"))).isEqualTo(9);
        assertThat(of("x", new Part.Opaque("x", new Json.Obj()))).isEqualTo(1);
    }

    @Test
    void of_schemaAndOtherTools_count() {
        Json.Obj schema = new Json.Obj().put("type", "object");
        var plain = request("x", List.of(), List.of());
        var more = new ChatRequest(
                "openai",
                "x",
                List.of(),
                List.of(
                        new Tool.Custom("free", "text", null),
                        new Tool.WebSearch(List.of(), List.of(), null, null, "openai", schema),
                        new Tool.Opaque("anthropic", "bash", schema)),
                null,
                null,
                new OutputFormat.JsonSchema("it", null, schema, null),
                null,
                Sampling.NONE,
                false,
                false,
                null,
                null,
                null,
                Map.of(),
                List.of());

        assertThat(TokenEstimate.of(plain)).isEqualTo(3);
        assertThat(TokenEstimate.of(more)).isBetween(45L, 75L);
    }

    private static Part.Audio sound(byte[] bytes, String format) {
        return new Part.Audio(
                new Source.Data("audio/" + format, Base64.getEncoder().encodeToString(bytes)), format, null, null);
    }

    private static Part.Document document(byte[] bytes, String mediaType) {
        return new Part.Document(
                new Source.Data(mediaType, Base64.getEncoder().encodeToString(bytes)), null, null, false, null);
    }

    private static String png(int width, int height) {
        byte[] head = ByteBuffer.allocate(33)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .putInt(0x49484452)
                .putInt(width)
                .putInt(height)
                .array();
        return Base64.getEncoder().encodeToString(head);
    }

    /** Of one part alone. */
    private static long of(String model, Part part) {
        var with = request(model, List.of(new Message(Role.USER, List.of(part))), List.of());
        var without = request(model, List.of(new Message(Role.USER, List.of())), List.of());
        return TokenEstimate.of(with) - TokenEstimate.of(without);
    }

    private static Message named(String name, String text) {
        return new Message(Role.SYSTEM, List.of(Part.Text.of(text)), name);
    }

    private static ChatRequest request(String model, List<Message> messages, List<Tool> tools) {
        return new ChatRequest(
                "openai",
                model,
                messages,
                tools,
                null,
                null,
                null,
                null,
                Sampling.NONE,
                false,
                false,
                null,
                null,
                null,
                Map.of(),
                List.of());
    }
}
