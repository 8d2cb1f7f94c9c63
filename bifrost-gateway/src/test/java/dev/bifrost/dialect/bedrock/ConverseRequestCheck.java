package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Walks a request for Converse as Bedrock's own validation does; a rule that is broken is an {@link AssertionError}. */
final class ConverseRequestCheck {
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    private static final Set<String> BLOCKS = Set.of(
            "text", "image", "document", "video", "audio", "toolUse", "toolResult", "reasoningContent", "cachePoint");
    private static final Set<String> TOP = Set.of(
            "messages",
            "system",
            "inferenceConfig",
            "toolConfig",
            "outputConfig",
            "serviceTier",
            "requestMetadata",
            "additionalModelRequestFields",
            "additionalModelResponseFieldPaths");

    private final Json.Obj body;
    private final boolean prefill;
    private final Set<String> documents = new HashSet<>();
    private boolean tools;

    private ConverseRequestCheck(Json.Obj body, boolean prefill) {
        this.body = body;
        this.prefill = prefill;
    }

    /** @param prefill whether the model may be given the beginning of its answer */
    static void check(Json.Obj body, boolean prefill) {
        ConverseRequestCheck check = new ConverseRequestCheck(body, prefill);
        assertThat(TOP).containsAll(body.members().keySet());
        check.messages(body.objects("messages"));
        for (Json.Obj block : body.objects("system")) {
            text(block);
        }
        check.toolConfig();
        check.inference();
    }

    private void messages(List<Json.Obj> messages) {
        assertThat(messages).isNotEmpty();
        Set<String> open = new LinkedHashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            Json.Obj message = messages.get(i);
            boolean user = i % 2 == 0;
            assertThat(message.text("role")).isEqualTo(user ? "user" : "assistant");
            List<Json.Obj> content = message.objects("content");
            assertThat(content).isNotEmpty();
            content.forEach(block -> block(block, user));
            assertThat(ids(content, "toolResult"))
                    .as("results of the calls before")
                    .isEqualTo(open);
            open = ids(content, "toolUse");
            turn(content, user);
        }
        assertThat(open).as("calls at the end").isEmpty();
        end(messages);
    }

    private void end(List<Json.Obj> messages) {
        if (messages.size() % 2 == 0) {
            assertThat(prefill).isTrue();
            String text = messages.getLast().objects("content").getLast().text("text", "x");
            assertThat(text).isEqualTo(text.stripTrailing());
        }
    }

    private static void turn(List<Json.Obj> content, boolean user) {
        if (user) {
            boolean said = false;
            for (Json.Obj block : content) {
                assertThat(said && block.has("toolResult"))
                        .as("a result after text")
                        .isFalse();
                said |= !block.has("toolResult") && !block.has("cachePoint");
            }
            boolean document = content.stream().anyMatch(block -> block.has("document"));
            assertThat(!document || content.stream().anyMatch(block -> block.has("text")))
                    .as("a text beside documents")
                    .isTrue();
        } else {
            assertThat(content).anyMatch(block -> !block.has("reasoningContent"));
        }
    }

    private void block(Json.Obj block, boolean user) {
        assertThat(block.members()).hasSize(1);
        String kind = block.members().keySet().iterator().next();
        assertThat(BLOCKS).contains(kind);
        switch (kind) {
            case "text" -> text(block);
            case "image", "document", "video", "audio" -> {
                assertThat(user).isTrue();
                media(kind, block.object(kind));
            }
            case "toolUse" -> {
                assertThat(user).isFalse();
                tools = true;
                assertThat(block.object(kind).text("name")).matches(NAME);
                assertThat(block.object(kind).object("input")).isNotNull();
            }
            case "toolResult" -> {
                assertThat(user).isTrue();
                tools = true;
                assertThat(block.object(kind).objects("content")).isNotEmpty().allSatisfy(inner -> {
                    assertThat(inner.has("cachePoint")).isFalse();
                    block(inner, true);
                });
            }
            default -> assertThat(kind.equals("cachePoint") || !user).isTrue();
        }
    }

    private void media(String kind, Json.Obj media) {
        assertThat(media.text("format")).isNotEmpty();
        assertThat(media.object("source").members()).hasSize(1);
        if (kind.equals("document")) {
            assertThat(media.text("name")).matches("[a-zA-Z0-9()\\[\\]-]+( [a-zA-Z0-9()\\[\\]-]+)*");
            assertThat(media.text("name").length()).isBetween(1, 64);
            assertThat(documents.add(media.text("name"))).as("another name").isTrue();
        }
    }

    private static void text(Json.Obj block) {
        assertThat(block.text("text", "x")).isNotBlank();
    }

    private static Set<String> ids(List<Json.Obj> content, String kind) {
        Set<String> ids = new LinkedHashSet<>();
        for (Json.Obj block : content) {
            if (block.has(kind)) {
                String id = block.object(kind).text("toolUseId");
                assertThat(id).matches(NAME);
                assertThat(ids.add(id)).isTrue();
            }
        }
        return ids;
    }

    private void toolConfig() {
        Json.Obj config = body.object("toolConfig");
        assertThat(config != null || !tools)
                .as("toolConfig beside calls and results")
                .isTrue();
        if (config == null) {
            return;
        }
        assertThat(config.objects("tools")).isNotEmpty().allSatisfy(tool -> {
            if (!tool.has("cachePoint")) {
                Json.Obj spec = tool.object("toolSpec");
                assertThat(spec.text("name")).matches(NAME);
                assertThat(spec.text("description", "x")).isNotBlank();
                assertThat(spec.object("inputSchema").object("json").text("type"))
                        .isEqualTo("object");
            }
        });
        Json.Obj additional = body.object("additionalModelRequestFields");
        boolean twice = config.has("toolChoice") && additional != null && additional.has("tool_choice");
        assertThat(twice).isFalse();
    }

    private void inference() {
        Json.Obj inference = body.object("inferenceConfig");
        Json.Obj additional = body.object("additionalModelRequestFields");
        assertThat(inference == null || !inference.isEmpty()).isTrue();
        assertThat(additional == null || !additional.isEmpty()).isTrue();
        if (inference != null && inference.has("temperature")) {
            assertThat(inference.number("temperature").doubleValue()).isBetween(0d, 1d);
        }
        Json.Obj thinking = additional == null ? null : additional.object("thinking");
        if (thinking != null && thinking.has("budget_tokens")) {
            assertThat(thinking.number("budget_tokens", 0)).isGreaterThanOrEqualTo(1024);
            assertThat(inference).isNotNull();
            assertThat(inference.number("maxTokens", 0)).isGreaterThan(thinking.number("budget_tokens", 0));
            assertThat(inference.has("temperature")).isFalse();
        }
    }
}
