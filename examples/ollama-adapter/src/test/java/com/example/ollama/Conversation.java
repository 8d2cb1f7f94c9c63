package com.example.ollama;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request of which a test says only what matters to it. */
final class Conversation {
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private final Map<String, Json> extra = new LinkedHashMap<>();
    private ToolChoice choice;
    private OutputFormat output;
    private Reasoning reasoning;
    private Sampling sampling = Sampling.NONE;
    private boolean stream;

    Conversation says(Role role, Part... parts) {
        messages.add(new Message(role, List.of(parts)));
        return this;
    }

    Conversation says(Role role, String text) {
        return says(role, Part.Text.of(text));
    }

    Conversation tool(Tool tool) {
        tools.add(tool);
        return this;
    }

    Conversation function(String name) {
        return tool(new Tool.Function(name, null, null, null, null));
    }

    Conversation choice(ToolChoice which) {
        choice = which;
        return this;
    }

    Conversation output(OutputFormat format) {
        output = format;
        return this;
    }

    Conversation reasoning(Reasoning how) {
        reasoning = how;
        return this;
    }

    Conversation sampling(Sampling how) {
        sampling = how;
        return this;
    }

    Conversation extra(String name, Json value) {
        extra.put(name, value);
        return this;
    }

    Conversation streamed() {
        stream = true;
        return this;
    }

    ChatRequest request() {
        return new ChatRequest(
                "openai", "qwen3", messages, tools, choice, null, output, reasoning, sampling, stream, false, null,
                null, null, extra, List.of());
    }
}
