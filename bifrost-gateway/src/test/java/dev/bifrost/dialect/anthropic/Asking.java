package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;

/** Makes requests, by default of a client of chat completions. */
final class Asking {
    private String dialect = "openai";
    private List<Message> messages = List.of();
    private List<Tool> tools = List.of();
    private ToolChoice choice;
    private Boolean parallel;
    private OutputFormat output;
    private Reasoning reasoning;
    private Sampling sampling = Sampling.NONE;
    private boolean stream;
    private String user;
    private Json.Obj metadata;
    private String tier;
    private Map<String, Json> extra = Map.of();
    private List<String> unread = List.of();

    Asking messages(Message... said) {
        messages = List.of(said);
        return this;
    }

    Asking tools(Tool... given) {
        tools = List.of(given);
        return this;
    }

    Asking choice(ToolChoice wanted, Boolean parallelCalls) {
        choice = wanted;
        parallel = parallelCalls;
        return this;
    }

    Asking output(OutputFormat wanted) {
        output = wanted;
        return this;
    }

    Asking reasoning(Reasoning wanted) {
        reasoning = wanted;
        return this;
    }

    Asking sampling(Sampling wanted) {
        sampling = wanted;
        return this;
    }

    Asking stream() {
        stream = true;
        return this;
    }

    Asking user(String name) {
        user = name;
        return this;
    }

    Asking metadata(Json.Obj notes) {
        metadata = notes;
        return this;
    }

    Asking tier(String name) {
        tier = name;
        return this;
    }

    Asking extra(Map<String, Json> more) {
        extra = more;
        return this;
    }

    Asking ofAnthropic(Map<String, Json> more) {
        dialect = "anthropic";
        extra = more;
        return this;
    }

    Asking unread(String... paths) {
        unread = List.of(paths);
        return this;
    }

    ChatRequest request() {
        return new ChatRequest(
                dialect, "alias", messages, tools, choice, parallel, output, reasoning, sampling, stream, true, user,
                metadata, tier, extra, unread);
    }
}
