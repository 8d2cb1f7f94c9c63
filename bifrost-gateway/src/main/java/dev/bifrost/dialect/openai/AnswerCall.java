package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A tool call of an answer, or a piece of one in a stream, however much of it the provider gives. Empty strings stand for
 * what is missing.
 */
record AnswerCall(
        String id,
        String name,
        String arguments,
        Part.ToolCall.Kind kind,
        @Nullable Seal signature) {

    static AnswerCall read(Json.Obj call) {
        Json.Obj custom = call.object("custom");
        Json.Obj function = call.object("function");
        Json.Obj said = custom != null ? custom : function != null ? function : call;
        return new AnswerCall(
                call.text("id", ""),
                said.text("name", ""),
                custom != null ? custom.text("input", "") : arguments(said.get("arguments")),
                custom != null ? Part.ToolCall.Kind.CUSTOM : Part.ToolCall.Kind.FUNCTION,
                Thoughts.signature(call));
    }

    /** The forerunner of tool calls, {@code function_call}. */
    static AnswerCall ofLegacy(Json.Obj function) {
        return new AnswerCall(
                "", function.text("name", ""), arguments(function.get("arguments")), Part.ToolCall.Kind.FUNCTION, null);
    }

    /** Ollama and its kin give the object itself where others give it as text. */
    private static String arguments(@Nullable Json arguments) {
        return switch (arguments) {
            case Json.Str(String text) -> text;
            case Json.Obj object -> object.print();
            case Json.Arr array -> array.print();
            case Json.Num _, Json.Bool _, Json.Nil _ -> "";
            case null -> "";
        };
    }

    /** The call as a whole. */
    Part.ToolCall whole(String answerId, int n, @Nullable Seal sealed) {
        boolean wrapped = isWrapped();
        boolean none = kind == Part.ToolCall.Kind.FUNCTION && arguments.isBlank();
        return new Part.ToolCall(
                id.isEmpty() ? CallIds.made(answerId, n, name) : id,
                wrapped ? CustomTools.name(name) : name,
                wrapped ? CustomTools.unwrap(arguments) : none ? "{}" : arguments,
                wrapped ? Part.ToolCall.Kind.CUSTOM : kind,
                signature == null ? sealed : signature,
                null);
    }

    /** True for a function that stands for a tool of free text. */
    private boolean isWrapped() {
        return kind == Part.ToolCall.Kind.FUNCTION && CustomTools.isCustom(name);
    }
}
