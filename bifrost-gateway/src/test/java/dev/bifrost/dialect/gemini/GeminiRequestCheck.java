package dev.bifrost.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.SchemaWalk;
import java.util.List;
import java.util.Set;

/** Holds a written request to what Google demands of one; what it would answer 400 to is an {@link AssertionError}. */
final class GeminiRequestCheck {
    private static final Set<String> DATA = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse");
    private static final Set<String> TOP = Set.of(
            "contents",
            "systemInstruction",
            "tools",
            "toolConfig",
            "generationConfig",
            "safetySettings",
            "cachedContent",
            "labels",
            "serviceTier");
    private static final Set<String> CONFIG = Set.of(
            "temperature",
            "topP",
            "topK",
            "seed",
            "presencePenalty",
            "frequencyPenalty",
            "maxOutputTokens",
            "candidateCount",
            "stopSequences",
            "responseLogprobs",
            "logprobs",
            "responseMimeType",
            "responseJsonSchema",
            "responseModalities",
            "speechConfig",
            "mediaResolution",
            "imageConfig",
            "thinkingConfig");

    private final Json.Obj body;
    private final boolean vertex;
    private final boolean third;

    private GeminiRequestCheck(Json.Obj body, Recipient recipient) {
        this.body = body;
        this.vertex = recipient.has("vertex");
        this.third = recipient.model().contains("gemini-3");
    }

    static void check(Json.Obj body, Recipient recipient) {
        var check = new GeminiRequestCheck(body, recipient);
        assertThat(TOP).containsAll(body.members().keySet());
        check.contents();
        check.system();
        check.tools();
        check.config();
    }

    private void contents() {
        List<Json.Obj> contents = body.objects("contents");
        assertThat(contents)
                .as("contents")
                .isNotEmpty()
                .hasSize(body.list("contents").size());
        List<Json.Obj> calls = List.of();
        for (int i = 0; i < contents.size(); i++) {
            Json.Obj content = contents.get(i);
            assertThat(content.text("role")).as("role of content " + i).isEqualTo(i % 2 == 0 ? "user" : "model");
            List<Json.Obj> parts = content.objects("parts");
            assertThat(parts).as("parts of content " + i).isNotEmpty();
            parts.forEach(part -> part(part, content.text("role")));
            answers(calls, parts);
            calls = called(parts, "functionCall");
        }
        assertThat(calls).as("calls without results").isEmpty();
        if (third) {
            signatures(contents);
        }
    }

    private static List<Json.Obj> called(List<Json.Obj> parts, String kind) {
        return parts.stream()
                .filter(part -> part.has(kind))
                .map(part -> part.object(kind))
                .toList();
    }

    private void part(Json.Obj part, String role) {
        assertThat(part.members().keySet().stream().filter(DATA::contains))
                .as(part.print())
                .hasSize(1);
        String text = part.text("text");
        assertThat(text == null || !text.isEmpty() || part.has("thoughtSignature"))
                .as("an empty text")
                .isTrue();
        for (String kind : new String[] {"functionCall", "functionResponse"}) {
            Json.Obj function = part.object(kind);
            if (function != null) {
                assertThat(role).isEqualTo(kind.equals("functionCall") ? "model" : "user");
                assertThat(function.text("name")).isNotEmpty();
                assertThat(function.has("id")).as("an id").isEqualTo(!vertex);
                assertThat(function.object(kind.equals("functionCall") ? "args" : "response"))
                        .isNotNull();
            }
        }
        assertThat(part.print().contains("functionResponse") && part.print().contains("\"$ref\":"))
                .isFalse();
        Json.Obj file = part.object("fileData");
        if (file != null) {
            assertThat(file.text("fileUri")).matches("(https?|gs)://.*");
            assertThat(vertex && file.text("mimeType") == null).isFalse();
        }
        Json.Obj data = part.object("inlineData");
        if (data != null) {
            assertThat(data.text("mimeType")).contains("/");
            assertThat(data.text("data")).isNotNull();
        }
        if (part.has("thoughtSignature")) {
            assertThat(part.text("thoughtSignature")).matches("[A-Za-z0-9+/_=-]+");
            assertThat(role).isEqualTo("model");
        }
    }

    /** As many results as calls, for the same functions, before anything else. */
    private static void answers(List<Json.Obj> calls, List<Json.Obj> parts) {
        List<Json.Obj> responses = called(parts, "functionResponse");
        assertThat(responses.stream().map(each -> each.text("name")))
                .containsExactlyElementsOf(
                        calls.stream().map(each -> each.text("name")).toList());
        assertThat(responses.stream().map(each -> each.text("id", "")))
                .containsExactlyElementsOf(
                        calls.stream().map(each -> each.text("id", "")).toList());
        for (int i = 0; i < responses.size(); i++) {
            assertThat(parts.get(i).has("functionResponse")).isTrue();
        }
    }

    /** In the current turn, the first call of each step is signed. */
    private static void signatures(List<Json.Obj> contents) {
        for (int i = contents.size() - 1; i >= 0; i--) {
            List<Json.Obj> parts = contents.get(i).objects("parts");
            if (i % 2 == 0) {
                if (called(parts, "functionResponse").isEmpty()) {
                    return;
                }
                continue;
            }
            parts.stream()
                    .filter(part -> part.has("functionCall"))
                    .findFirst()
                    .ifPresent(part -> assertThat(part.has("thoughtSignature"))
                            .as("a signature of " + part.print())
                            .isTrue());
        }
    }

    private void system() {
        Json.Obj system = body.object("systemInstruction");
        if (system != null) {
            assertThat(system.objects("parts"))
                    .isNotEmpty()
                    .allMatch(part -> !part.text("text", "").isEmpty());
        }
    }

    private void tools() {
        boolean functions = false;
        if (body.has("tools")) {
            assertThat(body.objects("tools"))
                    .isNotEmpty()
                    .allMatch(tool -> tool.members().size() == 1);
            for (Json.Obj tool : body.objects("tools")) {
                functions |= tool.has("functionDeclarations");
                if (tool.has("functionDeclarations")) {
                    assertThat(tool.objects("functionDeclarations")).isNotEmpty();
                    tool.objects("functionDeclarations").forEach(GeminiRequestCheck::declaration);
                }
            }
            assertThat(functions && body.list("tools").size() > 1 && !third)
                    .as("functions beside Google's tools")
                    .isFalse();
        }
        assertThat(body.has("toolConfig") && !functions)
                .as("toolConfig without functions")
                .isFalse();
        Json.Obj calling = body.has("toolConfig") ? body.object("toolConfig").object("functionCallingConfig") : null;
        if (calling != null && calling.has("allowedFunctionNames")) {
            assertThat(calling.text("mode")).isIn("ANY", "VALIDATED");
        }
    }

    private static void declaration(Json.Obj declaration) {
        assertThat(declaration.members().keySet()).isSubsetOf("name", "description", "parametersJsonSchema");
        Json.Obj schema = declaration.object("parametersJsonSchema");
        if (schema != null) {
            assertThat(schema.text("type")).isEqualTo("object");
            schema(schema);
        }
    }

    /** No references, and nothing required that is not defined. */
    static void schema(Json.Obj schema) {
        assertThat(schema.members().keySet()).doesNotContain("$ref", "$defs", "definitions", "$schema", "allOf");
        Json.Obj properties = schema.object("properties");
        for (Json name : schema.list("required")) {
            assertThat(properties).isNotNull();
            assertThat(properties.has(((Json.Str) name).value())).isTrue();
        }
        SchemaWalk.inside(schema, 0, (inner, _) -> {
            if (inner instanceof Json.Obj object) {
                schema(object);
            }
            return inner;
        });
    }

    private void config() {
        Json.Obj config = body.object("generationConfig");
        if (config != null) {
            assertThat(config.members().keySet()).isNotEmpty().isSubsetOf(CONFIG);
            assertThat(config.list("stopSequences")).hasSizeLessThanOrEqualTo(5);
            assertThat(config.has("responseJsonSchema") && !config.has("responseMimeType"))
                    .isFalse();
            Json.Obj schema = config.object("responseJsonSchema");
            if (schema != null) {
                schema(schema);
            }
            Json.Obj thinking = config.object("thinkingConfig");
            if (thinking != null) {
                assertThat(thinking.has("thinkingBudget") && thinking.has("thinkingLevel"))
                        .isFalse();
            }
        }
    }
}
