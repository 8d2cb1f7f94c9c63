package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.FreeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one turn of the model. Beside tool calls Cohere refuses text: what the model said before it called is its
 * thought if the model reasons ({@code thinking}), else its {@code tool_plan}; models that reason refuse a plan.
 */
final class AssistantTurn {
    private final boolean thinks;
    private final Losses losses;
    private final String path;

    private boolean calling;
    private final List<Json.Obj> content = new ArrayList<>();
    private final List<String> plan = new ArrayList<>();
    private final Json.Arr calls = new Json.Arr();
    private final Json.Arr citations = new Json.Arr();

    AssistantTurn(boolean thinks, Losses losses, String path) {
        this.thinks = thinks;
        this.losses = losses;
        this.path = path;
    }

    /** Null if nothing is left of it. */
    Json.@Nullable Obj write(Message message) {
        calling = message.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        for (int j = 0; j < message.parts().size(); j++) {
            part(message.parts().get(j), path + ".content[" + j + "]");
        }
        Json.Obj turn = new Json.Obj().put("role", "assistant");
        if (!content.isEmpty()) {
            turn.put("content", Blocks.content(content));
        }
        if (!plan.isEmpty()) {
            turn.put("tool_plan", String.join("\n", plan));
        }
        if (!calls.isEmpty()) {
            turn.put("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            turn.put("citations", citations);
        }
        return content.isEmpty() && plan.isEmpty() && calls.isEmpty() ? null : turn;
    }

    private void part(Part part, String place) {
        switch (part) {
            case Part.Text text -> {
                said(text.text());
                text.citations().forEach(this::citation);
            }
            case Part.Refusal(String text) -> said(text);
            case Part.Thinking thinking -> thought(thinking);
            case Part.ToolCall call -> call(call);
            case Part.Audio audio -> {
                losses.add(place);
                String transcript = audio.transcript();
                said(transcript == null ? "" : transcript);
            }
            case Part.Opaque opaque -> {
                if (opaque.dialect().equals(CohereProvider.NAME)) {
                    content.add(opaque.json());
                } else {
                    losses.add(place);
                }
            }
            case Part.Image _, Part.Document _, Part.ToolResult _ -> losses.add(place);
        }
    }

    private void said(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (!calling) {
            content.add(Blocks.text(text));
        } else {
            beforeCalls(text);
        }
    }

    private void beforeCalls(String text) {
        if (thinks) {
            content.add(Blocks.thinking(text));
        } else {
            plan.add(text);
        }
    }

    private void thought(Part.Thinking thinking) {
        boolean foreign = thinking.seal() != null && !thinking.seal().origin().equals(CohereProvider.NAME);
        if (foreign || thinking.redacted() || (!thinks && !calling)) {
            losses.add("reasoning");
        } else if (!thinking.text().isEmpty()) {
            beforeCalls(thinking.text());
        }
    }

    private void call(Part.ToolCall call) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (call.kind() == Part.ToolCall.Kind.CUSTOM) {
            arguments = FreeText.arguments(call.arguments()).print();
        }
        calls.add(new Json.Obj()
                .put("id", call.id())
                .put("type", "function")
                .put("function", new Json.Obj().put("name", call.name()).put("arguments", arguments)));
    }

    private void citation(Citation citation) {
        if (!calling && citation.dialect().equals(CohereProvider.NAME)) {
            citations.add(citation.raw());
        }
    }
}
