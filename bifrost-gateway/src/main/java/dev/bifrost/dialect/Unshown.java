package dev.bifrost.dialect;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of an answer that its client's dialect has no words for, by the names that losses have. */
public final class Unshown {
    private Unshown() {}

    /** Each name once. */
    static List<String> of(ChatAnswer answer, ClientDialect client) {
        return answer.choices().stream()
                .flatMap(choice -> choice.parts().stream())
                .filter(part -> !client.shows(part))
                .map(Unshown::name)
                .distinct()
                .toList();
    }

    /** The name of this part; null if the client is shown it. */
    public static @Nullable String of(Part part, ClientDialect client) {
        return client.shows(part) ? null : name(part);
    }

    private static String name(Part part) {
        return switch (part) {
            case Part.Text _ -> "answer.text";
            case Part.Refusal _ -> "answer.refusal";
            case Part.Thinking _ -> "answer.reasoning";
            case Part.ToolCall _ -> "answer.tool_call";
            case Part.Image _ -> "answer.image";
            case Part.Audio _ -> "answer.audio";
            case Part.Document _ -> "answer.document";
            case Part.ToolResult _ -> "answer.tool_result";
            case Part.Opaque _ -> "answer.server_tool";
        };
    }
}
