package dev.bifrost.dialect.cohere;

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
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request, put together piece by piece, and what becomes of it. */
final class Asked {
    static final String REASONER = "command-a-reasoning-08-2025";
    static final String PLANNER = "command-a-03-2025";

    String model = REASONER;
    final List<Message> messages = new ArrayList<>();
    final List<Tool> tools = new ArrayList<>();
    ToolChoice toolChoice;
    Boolean parallel;
    OutputFormat output;
    Reasoning reasoning;
    Sampling sampling = Sampling.NONE;
    boolean stream;
    String user;
    Json.Obj metadata;
    String serviceTier;
    final Map<String, Json> extra = new LinkedHashMap<>();
    final List<String> unread = new ArrayList<>();
    final Losses losses = new Losses();

    static Asked to(String model) {
        Asked asked = new Asked();
        asked.model = model;
        return asked;
    }

    static Asked hello() {
        return to(REASONER).says(Role.USER, Part.Text.of("Hello"));
    }

    Asked says(Role role, Part... parts) {
        messages.add(new Message(role, List.of(parts)));
        return this;
    }

    Asked tool(String name, Boolean strict) {
        tools.add(new Tool.Function(
                name, "Does " + name, json("{'type':'object','properties':{'q':{}},'required':['q']}"), strict, null));
        return this;
    }

    ChatRequest request() {
        return new ChatRequest(
                "openai",
                model,
                messages,
                tools,
                toolChoice,
                parallel,
                output,
                reasoning,
                sampling,
                stream,
                true,
                user,
                metadata,
                serviceTier,
                extra,
                unread);
    }

    Json.Obj body() throws Refusal {
        var recipient = new Recipient("cohere", "cohere", model, Set.of());
        return new CohereProvider().write(request(), recipient, losses).body();
    }

    /** Without the fields that all requests have. */
    Json.Obj fields() throws Refusal {
        Json.Obj body = body();
        List.of("model", "stream", "messages").forEach(body.members()::remove);
        return body;
    }

    Json messageBodies() throws Refusal {
        return body().get("messages");
    }

    /** JSON in single quotes. */
    static Json.Obj json(String text) {
        try {
            return (Json.Obj) Json.read(text.replace('\'', '"'));
        } catch (MalformedJson e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Json array(String text) {
        return json("{'it':" + text + "}").get("it");
    }
}
