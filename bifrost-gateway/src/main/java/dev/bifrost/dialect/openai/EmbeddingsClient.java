package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingAnswer;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** OpenAI's embeddings as clients speak them (https://platform.openai.com/docs/api-reference/embeddings). */
public final class EmbeddingsClient {
    /** The request. {@code input_type}, which OpenAI does not have, is Cohere's. */
    public EmbeddingRequest read(Json.Obj body) throws Refusal {
        Fields top = new Fields(body, "");
        String model = top.text("model");
        List<Json> inputs = inputs(top);
        Long dimensions = top.integer("dimensions");
        boolean base64 = base64(top);
        String inputType = top.text("input_type");
        String user = top.text("user");
        return new EmbeddingRequest(
                model == null ? "" : model, inputs, dimensions, base64, inputType, user, top.rest());
    }

    private static List<Json> inputs(Fields top) throws Refusal {
        Json input = top.get("input");
        if (input == null) {
            throw Invalid.missing("input");
        }
        if (input instanceof Json.Str) {
            return List.of(input);
        }
        if (!(input instanceof Json.Arr(List<Json> items)) || items.isEmpty()) {
            throw Invalid.type("input", "a string, or a list of strings or tokens with at least one item");
        }
        if (items.getFirst() instanceof Json.Num) {
            return List.of(tokens(input, "input"));
        }
        List<Json> inputs = new ArrayList<>(items.size());
        for (Json item : items) {
            inputs.add(one(item, "input[" + inputs.size() + "]"));
        }
        return inputs;
    }

    private static Json one(Json item, String path) throws Refusal {
        return switch (item) {
            case Json.Str text -> text;
            case Json.Arr tokens -> tokens(tokens, path);
            // Jina's and Cohere's form.
            case Json.Obj object -> new Json.Str(new Fields(object, path).needText("text"));
            case Json.Num _, Json.Bool _, Json.Nil _ -> throw Invalid.type(path, "a string or a list of tokens");
        };
    }

    private static Json tokens(Json list, String path) throws Refusal {
        if (list instanceof Json.Arr(List<Json> items)
                && !items.isEmpty()
                && items.stream().allMatch(Json.Num.class::isInstance)) {
            return list;
        }
        throw Invalid.type(path, "a list of tokens");
    }

    private static boolean base64(Fields top) throws Refusal {
        String format = top.text("encoding_format");
        return switch (format) {
            case null -> false;
            case "float" -> false;
            case "base64" -> true;
            default -> throw Invalid.value("encoding_format", format, "use float or base64");
        };
    }

    /** The answer to that request. */
    public Json.Obj answer(EmbeddingAnswer answer, EmbeddingRequest asked) {
        Json.Arr data = new Json.Arr();
        for (Json.Arr vector : answer.vectors()) {
            data.add(new Json.Obj()
                    .put("object", "embedding")
                    .put("index", data.size())
                    .put("embedding", asked.base64() ? new Json.Str(base64(vector)) : vector));
        }
        Usage usage = answer.usage();
        long tokens = usage == null ? 0 : usage.prompt();
        return new Json.Obj()
                .put("object", "list")
                .put("data", data)
                .put("model", answer.model().isEmpty() ? asked.model() : answer.model())
                .put("usage", new Json.Obj().put("prompt_tokens", tokens).put("total_tokens", tokens));
    }

    /** The numbers as little-endian float32, which is what OpenAI's own clients ask for by themselves. */
    private static String base64(Json.Arr vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Json number : vector.items()) {
            bytes.putFloat(number instanceof Json.Num it ? (float) it.doubleValue() : 0);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
