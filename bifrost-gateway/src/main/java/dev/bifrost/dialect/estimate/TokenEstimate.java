package dev.bifrost.dialect.estimate;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.LongText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a request will have, without asking anybody. What it says is an estimate, and must be told as one: no
 * tokenizer is asked, because every model has its own and most are not public.
 *
 * <p>What messages and tools cost beside their texts is OpenAI's
 * (https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken); others are much alike.
 */
public final class TokenEstimate {
    /** A message's role, and the marks around it. */
    private static final long PER_MESSAGE = 4;

    private static final long PER_NAME = 1;

    /** What begins the answer. */
    private static final long PER_REQUEST = 3;

    private static final long PER_TOOL = 8;

    /** A call or a result: ids, names, and the marks around it. */
    private static final long PER_CALL = 8;

    /** What Claude is told if there are tools (https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview). */
    private static final long CLAUDE_WITH_TOOLS = 346;

    /** Characters of an encrypted thought for each of its tokens: base64 of its text. */
    private static final long SEALED = 5;

    private final String model;

    private TokenEstimate(String model) {
        this.model = model;
    }

    /** The prompt's tokens, at least 1. */
    public static long of(ChatRequest request) {
        TokenEstimate estimate = new TokenEstimate(request.model());
        return PER_REQUEST
                + request.messages().stream().mapToLong(estimate::message).sum()
                + estimate.tools(request.tools())
                + output(request);
    }

    private static long output(ChatRequest request) {
        return request.output() instanceof OutputFormat.JsonSchema format ? tokens(format.schema()) : 0;
    }

    private long message(Message message) {
        String name = message.name();
        return PER_MESSAGE + (name == null ? 0 : PER_NAME + TextTokens.of(name)) + parts(message.parts());
    }

    private long parts(List<Part> parts) {
        return parts.stream().mapToLong(this::part).sum();
    }

    private long part(Part part) {
        return switch (part) {
            case Part.Text text -> TextTokens.of(text.text());
            case Part.Refusal(String text) -> TextTokens.of(text);
            case Part.Image image -> ImageTokens.of(model, image.detail(), size(image.source()));
            case Part.Audio audio -> audio(audio);
            case Part.Document document -> document(document);
            case Part.Thinking thinking -> thinking(thinking);
            case Part.ToolCall call -> PER_CALL + TextTokens.of(call.name()) + TextTokens.of(call.arguments());
            case Part.ToolResult result -> PER_CALL + parts(result.parts());
            case Part.Opaque opaque -> tokens(opaque.json());
        };
    }

    private static @Nullable ImageSize size(Source source) {
        return source instanceof Source.Data data ? ImageSize.of(data.base64()) : null;
    }

    private long audio(Part.Audio audio) {
        String transcript = audio.transcript();
        return audio.source() == null && transcript != null ? TextTokens.of(transcript) : FileTokens.of(model, audio);
    }

    private static long document(Part.Document document) {
        String name = document.name();
        String context = document.context();
        return FileTokens.of(document.source())
                + (name == null ? 0 : TextTokens.of(name))
                + (context == null ? 0 : TextTokens.of(context));
    }

    private static long thinking(Part.Thinking thinking) {
        var seal = thinking.seal();
        return thinking.redacted() && seal != null
                ? (LongText.read(seal.value()).length() + LongText.missing(seal.value())) / SEALED
                : TextTokens.of(thinking.text());
    }

    private long tools(List<Tool> tools) {
        long sum = !tools.isEmpty() && model.toLowerCase(Locale.ROOT).contains("claude") ? CLAUDE_WITH_TOOLS : 0;
        for (Tool tool : tools) {
            sum += PER_TOOL + tokens(definition(tool));
        }
        return sum;
    }

    private static Json.Obj definition(Tool tool) {
        return switch (tool) {
            case Tool.Function function ->
                new Json.Obj()
                        .put("name", function.name())
                        .put("description", function.description())
                        .put("parameters", function.parameters());
            case Tool.Custom custom ->
                new Json.Obj()
                        .put("name", custom.name())
                        .put("description", custom.description())
                        .put("format", custom.format());
            case Tool.WebSearch search -> search.raw();
            case Tool.Opaque opaque -> opaque.json();
        };
    }

    private static long tokens(Json json) {
        return TextTokens.of(json.print());
    }
}
