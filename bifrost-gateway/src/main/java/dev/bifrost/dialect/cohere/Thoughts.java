package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import java.util.List;

/**
 * What Cohere's models think. Those that reason answer with blocks of thought; the others tell their {@code tool_plan}
 * before they call a tool. Cohere signs neither, but wants the thoughts of a turn that called tools back, each model in
 * the form that it knows: a seal says that they are Cohere's own, and in which form they came.
 */
final class Thoughts {
    static final Seal PLAN = new Seal(CohereProvider.NAME, "tool_plan");
    static final Seal BLOCK = new Seal(CohereProvider.NAME, "thinking");

    /** Models that only plan (https://docs.cohere.com/docs/models); what is not known is taken to reason. */
    private static final List<String> PLANNERS = List.of(
            "command-r",
            "command-a-03-2025",
            "command-a-translate",
            "command-a-vision",
            "command-light",
            "command-nightly",
            "c4ai-");

    private Thoughts() {}

    /** True if the model may reason, and so takes blocks of thought and {@code thinking}. */
    static boolean isReasoner(String model) {
        return !model.equals("command") && PLANNERS.stream().noneMatch(model::startsWith);
    }

    static Part plan(String text) {
        return new Part.Thinking(text, PLAN, false, null, false);
    }

    static Part block(String text) {
        return new Part.Thinking(text, BLOCK, false, null, false);
    }
}
