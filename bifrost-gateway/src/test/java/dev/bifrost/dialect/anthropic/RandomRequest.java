package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes requests of Anthropic's that say only what the conversation can hold, in every mixture. */
final class RandomRequest {
    private final RandomGenerator random;
    private int marks;
    private int calls;
    private boolean thinking;

    private RandomRequest(RandomGenerator random) {
        this.random = random;
    }

    static Json.Obj of(RandomGenerator random) {
        return new RandomRequest(random).request();
    }

    private Json.Obj request() {
        thinking = random.nextBoolean();
        Json.Obj body =
                new Json.Obj().put("model", "claude-sonnet-4-5").put("max_tokens", random.nextLong(3000, 60_000));
        if (random.nextBoolean()) {
            Json.Arr system = new Json.Arr();
            for (int i = random.nextInt(1, 3); i > 0; i--) {
                system.add(marked(text()));
            }
            body.put("system", system);
        }
        body.put("messages", messages());
        tools(body);
        if (thinking) {
            body.put(
                    "thinking",
                    new Json.Obj().put("type", "enabled").put("budget_tokens", random.nextLong(1024, 3000)));
        } else if (random.nextBoolean()) {
            body.put("temperature", new Json.Num("0." + random.nextInt(10) + "0"));
        } else if (random.nextBoolean()) {
            body.put("top_k", random.nextLong(1, 500));
        }
        if (random.nextBoolean()) {
            body.put("stop_sequences", new Json.Arr().add(word()).add(word()));
        }
        if (random.nextBoolean()) {
            body.put("metadata", new Json.Obj().put("user_id", word()));
        }
        if (random.nextBoolean()) {
            body.put("service_tier", random.nextBoolean() ? "auto" : "standard_only");
        }
        if (random.nextBoolean()) {
            body.put("stream", true);
        }
        if (random.nextBoolean()) {
            body.put("inference_geo", "eu").put("context_management", new Json.Obj().put("edits", new Json.Arr()));
        }
        return body;
    }

    private Json.Arr messages() {
        Json.Arr messages = new Json.Arr();
        List<String> open = List.of();
        for (int turns = random.nextInt(4); turns > 0; turns--) {
            messages.add(user(open));
            open = new ArrayList<>();
            messages.add(assistant(open));
        }
        return messages.add(user(open));
    }

    private Json.Obj user(List<String> open) {
        Json.Arr content = new Json.Arr();
        open.forEach(id -> content.add(result(id)));
        for (int i = random.nextInt(3); i > 0 || content.isEmpty(); i--) {
            content.add(marked(
                    switch (random.nextInt(4)) {
                        case 0 -> image();
                        case 1 -> document();
                        default -> text();
                    }));
        }
        return new Json.Obj().put("role", "user").put("content", content);
    }

    private Json.Obj assistant(List<String> open) {
        Json.Arr content = new Json.Arr();
        if (thinking) {
            content.add(new Json.Obj()
                    .put("type", "thinking")
                    .put("thinking", Seeded.anyText(random, 20))
                    .put("signature", word()));
            if (random.nextBoolean()) {
                content.add(new Json.Obj().put("type", "redacted_thinking").put("data", word()));
            }
        }
        content.add(marked(text()));
        for (int i = random.nextInt(3); i > 0; i--) {
            String id = "toolu_" + calls++;
            open.add(id);
            content.add(marked(AnswerBlocks.call(id, "f" + random.nextInt(3), input())));
        }
        if (random.nextInt(4) == 0) {
            content.add(new Json.Obj()
                    .put("type", "server_tool_use")
                    .put("id", "srvtoolu_1")
                    .put("name", "web_search")
                    .put("input", input()));
        }
        return new Json.Obj().put("role", "assistant").put("content", content);
    }

    private Json.Obj result(String id) {
        Json.Arr content = new Json.Arr();
        for (int i = random.nextInt(3); i > 0; i--) {
            content.add(random.nextBoolean() ? text() : image());
        }
        Json.Obj result = new Json.Obj().put("type", "tool_result").put("tool_use_id", id);
        if (!content.isEmpty()) {
            result.put("content", content);
        }
        return marked(random.nextInt(3) == 0 ? result.put("is_error", true) : result);
    }

    private void tools(Json.Obj body) {
        Json.Arr tools = new Json.Arr();
        for (int i = 0; i < 3; i++) {
            Json.Obj schema = new Json.Obj()
                    .put("type", "object")
                    .put("properties", new Json.Obj().put(word(), new Json.Obj().put("type", "string")));
            Json.Obj tool = new Json.Obj().put("name", "f" + i);
            if (random.nextBoolean()) {
                tool.put("description", Seeded.anyText(random, 20));
            }
            tools.add(marked(tool.put("input_schema", schema)));
        }
        if (random.nextBoolean()) {
            tools.add(new Json.Obj()
                    .put("type", "web_search_20260209")
                    .put("name", "web_search")
                    .put("max_uses", random.nextLong(1, 9)));
        }
        body.put("tools", tools);
        switch (random.nextInt(thinking ? 3 : 5)) {
            case 0 -> {}
            case 1 ->
                body.put("tool_choice", new Json.Obj().put("type", "auto").put("disable_parallel_tool_use", true));
            case 2 -> body.put("tool_choice", new Json.Obj().put("type", "none"));
            case 3 -> body.put("tool_choice", new Json.Obj().put("type", "any"));
            default ->
                body.put("tool_choice", new Json.Obj().put("type", "tool").put("name", "f1"));
        }
    }

    private Json.Obj text() {
        return new Json.Obj().put("type", "text").put("text", "x" + Seeded.anyText(random, 30) + "x");
    }

    private Json.Obj image() {
        Json.Obj source = random.nextBoolean()
                ? new Json.Obj()
                        .put("type", "base64")
                        .put("media_type", "image/png")
                        .put("data", "AAAA")
                : new Json.Obj().put("type", "url").put("url", "https://example.org/" + word());
        return new Json.Obj().put("type", "image").put("source", source);
    }

    private Json.Obj document() {
        Json.Obj source = random.nextBoolean()
                ? new Json.Obj()
                        .put("type", "base64")
                        .put("media_type", "application/pdf")
                        .put("data", "AAAA")
                : new Json.Obj()
                        .put("type", "text")
                        .put("media_type", "text/plain")
                        .put("data", word());
        Json.Obj document = new Json.Obj().put("type", "document").put("source", source);
        if (random.nextBoolean()) {
            document.put("title", word()).put("context", word());
        }
        return random.nextBoolean() ? document.put("citations", new Json.Obj().put("enabled", true)) : document;
    }

    private Json.Obj input() {
        Json.Obj input = new Json.Obj();
        for (int i = random.nextInt(3); i > 0; i--) {
            Json value = random.nextBoolean() ? new Json.Num("1." + random.nextInt(100)) : new Json.Str(word());
            input.put(word(), value);
        }
        return input;
    }

    private Json.Obj marked(Json.Obj block) {
        if (marks < 4 && random.nextInt(6) == 0) {
            marks++;
            Json.Obj mark = new Json.Obj().put("type", "ephemeral");
            block.put("cache_control", random.nextBoolean() ? mark.put("ttl", "1h") : mark);
        }
        return block;
    }

    private String word() {
        return "w" + Seeded.text(random, "abcdefgh", 8);
    }
}
