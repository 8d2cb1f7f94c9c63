package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request being put together, and what became of it. */
final class Asked {
    final List<Message> messages = new ArrayList<>();
    final List<Tool> tools = new ArrayList<>();
    final Map<String, Json> extra = new LinkedHashMap<>();
    final Losses losses = new Losses();
    String model = Streamed.CLAUDE;
    String[] quirks = {};
    ToolChoice toolChoice;
    Boolean parallelToolCalls;
    OutputFormat output;
    Reasoning reasoning;
    Sampling sampling = Sampling.NONE;
    boolean stream;
    String user;
    Json.Obj metadata;
    String serviceTier;

    static Json.Obj json(String json) {
        try {
            return (Json.Obj) Json.read(json);
        } catch (MalformedJson e) {
            throw new AssertionError(json, e);
        }
    }

    static Asked of(String model) {
        Asked asked = new Asked();
        asked.model = model;
        return asked;
    }

    Asked system(String text) {
        return add(Role.SYSTEM, Part.Text.of(text));
    }

    Asked user(String text) {
        return add(Role.USER, Part.Text.of(text));
    }

    Asked assistant(String text) {
        return add(Role.ASSISTANT, Part.Text.of(text));
    }

    Asked call(String id, String name, String arguments) {
        return add(Role.ASSISTANT, Part.ToolCall.of(id, name, arguments));
    }

    Asked result(String id, String text) {
        return add(Role.TOOL, Part.ToolResult.of(id, text));
    }

    Asked add(Role role, Part... parts) {
        messages.add(new Message(role, List.of(parts)));
        return this;
    }

    Asked tool(String name) {
        tools.add(new Tool.Function(
                name,
                "does " + name,
                json("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"),
                null,
                null));
        return this;
    }

    Asked think(String effort) {
        reasoning = Reasoning.ofEffort(effort, null);
        return this;
    }

    Asked maxTokens(long limit) {
        sampling = sampling.withMaxTokens(limit);
        return this;
    }

    Asked sampled(String temperature, String topP, String topK, String... stop) {
        sampling = new Sampling(
                num(temperature), num(topP), num(topK), null, List.of(stop), null, null, null, null, null, null, null);
        return this;
    }

    static Json.Num num(String literal) {
        return literal == null ? null : new Json.Num(literal);
    }

    ChatRequest request() {
        return new ChatRequest(
                "openai",
                model,
                messages,
                tools,
                toolChoice,
                parallelToolCalls,
                output,
                reasoning,
                sampling,
                stream,
                false,
                user,
                metadata,
                serviceTier,
                extra,
                List.of());
    }

    /** The body that is sent. */
    Json.Obj body() throws Refusal {
        return new ConverseProvider()
                .write(request(), Streamed.recipient(model, quirks), losses)
                .body();
    }

    /** A member of the body, printed; {@code null} if there is none. */
    String member(String name) throws Refusal {
        Json value = body().get(name);
        return value == null ? "null" : value.print();
    }

    List<String> lost() throws Refusal {
        body();
        return losses.names();
    }

    /** Why it is refused. */
    Failure.InvalidRequest refused() {
        try {
            throw new AssertionError("it is not refused: " + body().print());
        } catch (Refusal refusal) {
            return (Failure.InvalidRequest) refusal.failure();
        }
    }
}
