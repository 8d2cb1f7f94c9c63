package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Reasoning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads how much the model is to think: {@code reasoning_effort} (OpenAI), {@code reasoning} (OpenRouter) and
 * {@code thinking} (Anthropic, DeepSeek), put together where a client sends several.
 */
final class ReasoningReader {
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private @Nullable Boolean on;
    private boolean adaptive;
    private @Nullable String effort;
    private @Nullable Long budget;
    private @Nullable String summary;

    private ReasoningReader() {}

    /** What the client wants; null if it does not say. */
    static @Nullable Reasoning read(Fields top, List<String> unread) throws Refusal {
        ReasoningReader reader = new ReasoningReader();
        reader.effort(top, "reasoning_effort");
        Fields reasoning = top.fields("reasoning");
        if (reasoning != null) {
            reader.reasoning(reasoning);
            reasoning.restTo(unread);
        }
        Fields thinking = top.fields("thinking");
        if (thinking != null) {
            reader.thinking(thinking);
            thinking.restTo(unread);
        }
        return reader.reasoning();
    }

    private void effort(Fields from, String name) throws Refusal {
        String word = from.text(name);
        if (word == null || word.equals("default") || word.equals("auto")) {
            return;
        }
        if (!EFFORTS.contains(word)) {
            throw Invalid.value(from.path(name), word, "use one of " + String.join(", ", EFFORTS));
        }
        effort = word;
    }

    private void reasoning(Fields reasoning) throws Refusal {
        effort(reasoning, "effort");
        budget = reasoning.integer("max_tokens");
        on = reasoning.bool("enabled");
        summary = reasoning.text("summary");
        if (Boolean.FALSE.equals(reasoning.json().bool("exclude"))) {
            reasoning.ignore("exclude");
        }
    }

    private void thinking(Fields thinking) throws Refusal {
        String type = thinking.text("type");
        switch (type) {
            case null -> {
                // a budget alone says enough
            }
            case "enabled" -> on = true;
            case "disabled" -> on = false;
            case "adaptive", "auto" -> adaptive = true;
            default -> throw Invalid.value(thinking.path("type"), type, "use enabled, disabled or adaptive");
        }
        Long tokens = thinking.integer("budget_tokens");
        budget = tokens == null ? budget : tokens;
    }

    private @Nullable Reasoning reasoning() {
        if (Boolean.FALSE.equals(on) || "none".equals(effort)) {
            return new Reasoning(Reasoning.Mode.OFF, null, null, summary);
        }
        if (on == null && !adaptive && effort == null && budget == null && summary == null) {
            return null;
        }
        boolean open = adaptive || (on == null && effort == null && budget == null);
        return new Reasoning(open ? Reasoning.Mode.ADAPTIVE : Reasoning.Mode.ON, effort, budget, summary);
    }
}
