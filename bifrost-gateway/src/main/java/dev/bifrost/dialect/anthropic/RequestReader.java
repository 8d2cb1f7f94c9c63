package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a request (https://platform.claude.com/docs/en/api/messages/create), also one to count its tokens. */
final class RequestReader {
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "metadata",
            "stop_sequences",
            "stream",
            "temperature",
            "thinking",
            "tool_choice",
            "tools",
            "top_k",
            "top_p",
            "service_tier",
            "output_config",
            "output_format",
            // Of bodies meant for Bedrock or Vertex; it says nothing.
            "anthropic_version");

    private RequestReader() {}

    static ChatRequest read(Json.Obj body) throws Refusal {
        List<String> unread = new ArrayList<>();
        List<Message> messages = TurnReader.read(body, unread);
        List<Tool> tools = ToolReader.tools(body, unread);
        Json.Obj metadata = body.object("metadata");
        return new ChatRequest(
                "anthropic",
                Fields.text(body, "model", ""),
                messages,
                tools,
                ToolReader.choice(body),
                ToolReader.parallel(body),
                output(body),
                reasoning(body, unread),
                sampling(body),
                body.isTrue("stream"),
                true,
                metadata == null ? null : metadata.text("user_id"),
                notes(metadata),
                tier(body.text("service_tier")),
                extra(body),
                unread);
    }

    private static Sampling sampling(Json.Obj body) throws Refusal {
        Json.Num most = Fields.number(body, "max_tokens");
        return new Sampling(
                Fields.number(body, "temperature"),
                Fields.number(body, "top_p"),
                Fields.number(body, "top_k"),
                most == null ? null : most.longValue(),
                Fields.texts(body, "stop_sequences"),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** {@code output_config.format}, or {@code output_format}, as it was called before. */
    private static @Nullable OutputFormat output(Json.Obj body) {
        Json.Obj config = body.object("output_config");
        Json.Obj format = config == null ? null : config.object("format");
        format = format == null ? body.object("output_format") : format;
        Json.Obj schema = format == null ? null : format.object("schema");
        if (schema == null) {
            return null;
        }
        Boolean strict = ClaudeSchema.isClosed(schema) ? Boolean.TRUE : null;
        return new OutputFormat.JsonSchema("output", schema.text("description"), schema, strict);
    }

    private static @Nullable Reasoning reasoning(Json.Obj body, List<String> unread) throws Refusal {
        Json.Obj config = body.object("output_config");
        String effort = config == null ? null : config.text("effort");
        if (body.get("thinking") == null) {
            return effort == null ? null : new Reasoning(Reasoning.Mode.ADAPTIVE, effort, null, null);
        }
        Json.Obj thinking = Fields.object(body, "thinking", "");
        Fields.unread(thinking, "thinking", Set.of("type", "budget_tokens", "display"), unread);
        String display = thinking.text("display", "");
        if (display.equals("updates")) {
            unread.add("thinking.display");
        }
        Json.Num budget = thinking.number("budget_tokens");
        Reasoning.Mode mode = switch (thinking.text("type", "adaptive")) {
            case "enabled" -> Reasoning.Mode.ON;
            case "disabled", "between_tools" -> Reasoning.Mode.OFF;
            default -> Reasoning.Mode.ADAPTIVE;
        };
        return new Reasoning(
                mode,
                effort,
                mode == Reasoning.Mode.ON && budget != null ? budget.longValue() : null,
                display.equals("summarized") ? "auto" : null);
    }

    private static Json.@Nullable Obj notes(Json.@Nullable Obj metadata) {
        if (metadata == null) {
            return null;
        }
        Json.Obj notes = metadata.copy();
        notes.members().remove("user_id");
        return notes.isEmpty() ? null : notes;
    }

    /** In OpenAI's words, where what costs nothing more is {@code default}. */
    private static @Nullable String tier(@Nullable String tier) {
        return "standard_only".equals(tier) ? "default" : tier;
    }

    private static Map<String, Json> extra(Json.Obj body) {
        Map<String, Json> extra = new LinkedHashMap<>();
        body.members().forEach((name, value) -> {
            if (!KNOWN.contains(name) && !(value instanceof Json.Nil)) {
                extra.put(name, value);
            }
        });
        Json.Obj config = body.object("output_config");
        if (config != null) {
            Json.Obj rest = config.copy();
            rest.members().remove("effort");
            rest.members().remove("format");
            if (!rest.isEmpty()) {
                extra.put("output_config", rest);
            }
        }
        return extra;
    }
}
