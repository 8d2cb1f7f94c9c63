package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's request for a chat completion (https://platform.openai.com/docs/api-reference/chat/create). */
final class ChatRequestReader {
    private final Fields top;
    private final List<String> unread = new ArrayList<>();

    ChatRequestReader(Json.Obj body) {
        top = new Fields(body, "");
    }

    ChatRequest read() throws Refusal {
        String model = top.text("model");
        List<Message> messages = messages();
        List<Tool> tools = new ToolReader(unread).tools(top);
        ToolChoice choice = ToolReader.choice(top);
        Boolean parallel = top.bool("parallel_tool_calls");
        OutputFormat output = OutputFormats.read(top, unread);
        Reasoning reasoning = ReasoningReader.read(top, unread);
        Sampling sampling = sampling();
        boolean stream = Boolean.TRUE.equals(top.bool("stream"));
        boolean streamUsage = streamUsage();
        String user = user();
        Json.Obj metadata = top.object("metadata");
        String tier = top.text("service_tier");
        return new ChatRequest(
                ChatClient.NAME,
                model == null ? "" : model,
                messages,
                tools,
                choice,
                parallel,
                output,
                reasoning,
                sampling,
                stream,
                streamUsage,
                user,
                metadata,
                tier,
                top.rest(),
                unread);
    }

    private List<Message> messages() throws Refusal {
        if (!top.has("messages") && top.has("input")) {
            if (top.has("previous_response_id")) {
                throw Invalid.type("previous_response_id", "left out here: send the whole conversation");
            }
            return notEmpty(new InputReader(unread).read(top), "input");
        }
        if (!top.has("messages")) {
            throw Invalid.missing("messages");
        }
        MessageReader reader = new MessageReader(unread);
        List<Message> messages = new ArrayList<>();
        for (Fields message : top.each("messages")) {
            messages.add(reader.read(message));
        }
        return notEmpty(messages, "messages");
    }

    private static List<Message> notEmpty(List<Message> messages, String field) throws Refusal {
        if (messages.isEmpty()) {
            throw Invalid.type(field, "a list of at least one message");
        }
        return messages;
    }

    private Sampling sampling() throws Refusal {
        return new Sampling(
                top.number("temperature"),
                top.number("top_p"),
                top.number("top_k"),
                maxTokens(),
                stop(),
                top.number("seed"),
                top.number("presence_penalty"),
                top.number("frequency_penalty"),
                top.object("logit_bias"),
                top.bool("logprobs"),
                top.integer("top_logprobs"),
                top.integer("n"));
    }

    private @Nullable Long maxTokens() throws Refusal {
        Long most = top.integer("max_completion_tokens");
        Long older = top.integer("max_tokens");
        Long ofResponses = top.integer("max_output_tokens");
        return most != null ? most : older != null ? older : ofResponses;
    }

    private List<String> stop() throws Refusal {
        if (top.get("stop") instanceof Json.Str(String only)) {
            return List.of(only);
        }
        List<String> stop = new ArrayList<>();
        for (Json item : top.list("stop")) {
            if (!(item instanceof Json.Str(String text))) {
                throw Invalid.type("stop[" + stop.size() + "]", "a string");
            }
            stop.add(text);
        }
        return stop;
    }

    private boolean streamUsage() throws Refusal {
        Fields options = top.fields("stream_options");
        if (options == null) {
            return false;
        }
        boolean usage = Boolean.TRUE.equals(options.bool("include_usage"));
        options.ignore("include_obfuscation").restTo(unread);
        return usage;
    }

    /** OpenAI wants {@code safety_identifier} in place of {@code user}; a client that sends both means both. */
    private @Nullable String user() throws Refusal {
        return top.has("user") ? top.text("user") : top.text("safety_identifier");
    }
}
