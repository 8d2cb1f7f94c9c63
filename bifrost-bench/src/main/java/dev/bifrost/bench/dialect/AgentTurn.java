package dev.bifrost.bench.dialect;

import dev.bifrost.api.json.Json;
import java.util.List;

/**
 * What an agent asks in the middle of its work, about 8 KB: a system prompt of 2 KB, four tools with schemas, six messages,
 * among them a call and its result.
 */
final class AgentTurn {
    private static final String SYSTEM = """
            You are a careful software engineer. Read before you write, change as little as you can, and say what you \
            have done. Never invent a file, a function or an option.\n""".repeat(12);

    private static final String TASK =
            "The test \"reload_keysRemoved_refuses\" fails now and then on the build server. Find out why.\n".repeat(5);
    private static final String PLAN = "I shall look at the test first, then at what it waits for. ".repeat(6);
    private static final String MORE =
            "It has failed three times since Monday, always on the slower of both machines. ";
    private static final String RESULT = """
            \t@Test
            \tvoid reload_keysRemoved_refuses() {
            \t    gateway.reload("virtual_keys: []");
            \t    assertThat(gateway.ask("gpt-4o").status()).isEqualTo(401);
            \t}
            """.repeat(7);

    private static final String CALL_ID = "call_A1b2C3d4E5f6G7h8I9j0K1l2";
    private static final String CALLED = "read_file";
    private static final Json.Obj ARGUMENTS = new Json.Obj()
            .put("path", "bifrost-gateway/src/test/java/dev/bifrost/app/ReloadTest.java")
            .put("from", 40)
            .put("to", 78);

    private static final List<String> TOOLS = List.of(CALLED, "write_file", "search", "run_tests");

    private AgentTurn() {}

    /** The body of a streamed request, in a client's dialect. */
    static Json.Obj in(String dialect) {
        return switch (dialect) {
            case "openai" -> chat();
            case "openai-responses" -> responses();
            case "anthropic" -> messages();
            default -> throw new IllegalArgumentException(dialect);
        };
    }

    private static Json.Obj schema() {
        Json.Obj text = new Json.Obj()
                .put("type", "string")
                .put("description", "Path of the file, from the root of the working copy; no links are followed.");
        Json.Obj line = new Json.Obj().put("type", "integer").put("description", "Number of a line, 1 is the first.");
        return new Json.Obj()
                .put("type", "object")
                .put(
                        "properties",
                        new Json.Obj().put("path", text).put("from", line).put("to", line))
                .put("required", Json.Arr.of(List.of("path", "from", "to")))
                .put("additionalProperties", false);
    }

    private static String description(String tool) {
        return "The tool " + tool
                + ". Use it whenever the question is about the content of this working copy, not from "
                + "memory. It fails if the path leads out of it, and cuts what is longer than 400 lines.";
    }

    private static Json.Obj said(String role, Json content) {
        return new Json.Obj().put("role", role).put("content", content);
    }

    private static Json.Obj said(String role, String text) {
        return said(role, new Json.Str(text));
    }

    private static Json.Obj chat() {
        Json.Obj function = new Json.Obj().put("name", CALLED).put("arguments", ARGUMENTS.print());
        Json.Obj call =
                new Json.Obj().put("id", CALL_ID).put("type", "function").put("function", function);
        Json.Arr tools = new Json.Arr();
        for (String tool : TOOLS) {
            Json.Obj named = new Json.Obj()
                    .put("name", tool)
                    .put("description", description(tool))
                    .put("parameters", schema());
            tools.add(new Json.Obj().put("type", "function").put("function", named));
        }
        Json.Arr messages = new Json.Arr()
                .add(said("system", SYSTEM))
                .add(said("user", TASK))
                .add(said("assistant", PLAN))
                .add(said("user", MORE))
                .add(said("assistant", new Json.Nil()).put("tool_calls", new Json.Arr().add(call)))
                .add(said("tool", RESULT).put("tool_call_id", CALL_ID))
                .add(said("user", MORE));
        return head().put("messages", messages)
                .put("tools", tools)
                .put("max_completion_tokens", 4096)
                .put("stream_options", new Json.Obj().put("include_usage", true));
    }

    private static Json.Obj responses() {
        Json.Obj call = new Json.Obj()
                .put("type", "function_call")
                .put("call_id", CALL_ID)
                .put("name", CALLED)
                .put("arguments", ARGUMENTS.print());
        Json.Obj result = new Json.Obj()
                .put("type", "function_call_output")
                .put("call_id", CALL_ID)
                .put("output", RESULT);
        Json.Arr tools = new Json.Arr();
        for (String tool : TOOLS) {
            tools.add(new Json.Obj()
                    .put("type", "function")
                    .put("name", tool)
                    .put("description", description(tool))
                    .put("parameters", schema())
                    .put("strict", false));
        }
        Json.Arr input = new Json.Arr()
                .add(said("user", TASK))
                .add(said("assistant", PLAN))
                .add(said("user", MORE))
                .add(call)
                .add(result)
                .add(said("user", MORE));
        return head().put("instructions", SYSTEM)
                .put("input", input)
                .put("tools", tools)
                .put("max_output_tokens", 4096)
                .put("store", false);
    }

    private static Json.Obj messages() {
        Json.Obj call = new Json.Obj()
                .put("type", "tool_use")
                .put("id", CALL_ID)
                .put("name", CALLED)
                .put("input", ARGUMENTS);
        Json.Obj result = new Json.Obj()
                .put("type", "tool_result")
                .put("tool_use_id", CALL_ID)
                .put("content", RESULT);
        Json.Arr tools = new Json.Arr();
        for (String tool : TOOLS) {
            tools.add(new Json.Obj()
                    .put("name", tool)
                    .put("description", description(tool))
                    .put("input_schema", schema()));
        }
        Json.Arr messages = new Json.Arr()
                .add(said("user", TASK))
                .add(said("assistant", PLAN))
                .add(said("user", MORE))
                .add(said("assistant", new Json.Arr().add(call)))
                .add(said("user", new Json.Arr().add(result)))
                .add(said("user", MORE));
        return head().put("system", SYSTEM)
                .put("messages", messages)
                .put("tools", tools)
                .put("max_tokens", 4096);
    }

    private static Json.Obj head() {
        return new Json.Obj()
                .put("model", "agent-model")
                .put("temperature", Json.Num.of(0.2))
                .put("stream", true);
    }
}
