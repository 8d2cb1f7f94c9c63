package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code thinking} and {@code output_config.effort}
 * (https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking,
 * https://platform.claude.com/docs/en/build-with-claude/effort).
 */
final class ThinkingWriter {
    /** The least budget that Claude takes. */
    private static final long LEAST = 1024;

    private static final String LOST = "reasoning_effort";

    private final Asked asked;
    private final boolean forced;
    private final boolean withoutThought;
    private Json.@Nullable Obj thinking;
    private @Nullable String effort;
    private long maxTokens;

    /**
     * @param forced         whether the model must use a tool, which excludes thinking
     * @param withoutThought see {@link Turns#goOnWithoutThought}
     */
    ThinkingWriter(Asked asked, boolean forced, boolean withoutThought) {
        this.asked = asked;
        this.forced = forced;
        this.withoutThought = withoutThought;
        this.maxTokens = maxTokens(asked);
    }

    private static long maxTokens(Asked asked) {
        Long wanted = asked.request().sampling().maxTokens();
        if (wanted == null) {
            return asked.model().usualTokens();
        }
        asked.losses().addIf(wanted > asked.model().mostTokens(), "max_tokens");
        return Math.min(wanted, asked.model().mostTokens());
    }

    void write() {
        Reasoning wanted = asked.request().reasoning();
        if (wanted == null) {
            if (forced) {
                stopThinking();
            }
            return;
        }
        if (wanted.mode() == Reasoning.Mode.OFF) {
            off(wanted);
        } else if (!asked.model().budget() && !asked.model().adaptive()) {
            asked.losses().add(LOST);
        } else {
            on(wanted);
        }
    }

    private void off(Reasoning wanted) {
        if (asked.model().thinkingOff() == ClaudeModel.ThinkingOff.NEVER) {
            asked.losses().add(LOST);
            effort = "low";
            return;
        }
        stopThinking();
        effort(wanted);
    }

    private void on(Reasoning wanted) {
        boolean always = asked.model().thinkingOff() == ClaudeModel.ThinkingOff.NEVER;
        if (forced) {
            asked.losses().addIf(!always, LOST);
            stopThinking();
            effort(wanted);
        } else if (asked.model().adaptive()
                && (wanted.budget() == null || !asked.model().budget())) {
            asked.losses().addIf(wanted.budget() != null, "thinking.budget_tokens");
            thinking = new Json.Obj().put("type", "adaptive").put("display", display(wanted));
            effort(wanted);
        } else {
            budget(wanted);
        }
    }

    /** Does not think if that can be had; high effort is the most for who does not think. */
    private void stopThinking() {
        thinking = switch (asked.model().thinkingOff()) {
            case OMIT, NEVER -> null;
            case DISABLED -> new Json.Obj().put("type", "disabled");
            case BETWEEN_TOOLS -> new Json.Obj().put("type", "between_tools");
        };
    }

    private void effort(Reasoning wanted) {
        if (!asked.model().adaptive() || (wanted.effort() == null && wanted.budget() == null)) {
            return;
        }
        effort = switch (wanted.effortWord()) {
            case "minimal", "low" -> "low";
            case "medium" -> "medium";
            case "xhigh" -> asked.model().extraHighEffort() ? "xhigh" : "max";
            case "max" -> "max";
            default -> "high";
        };
        boolean still = thinking != null && !thinking.text("type", "").equals("adaptive");
        if (still && (effort.equals("xhigh") || effort.equals("max"))) {
            effort = "high";
        }
    }

    /** Newer models keep their thoughts to themselves unless asked; clients of chat completions can not ask. */
    private @Nullable String display(Reasoning wanted) {
        boolean silent = !asked.model().budget();
        boolean read = wanted.summary() != null || asked.request().dialect().equals("openai");
        return silent && read ? "summarized" : null;
    }

    private void budget(Reasoning wanted) {
        boolean room = asked.request().sampling().maxTokens() == null || maxTokens > LEAST;
        if (withoutThought || !room) {
            asked.losses().add(LOST);
            return;
        }
        long budget = Math.max(LEAST, wanted.budgetTokens());
        if (asked.request().sampling().maxTokens() == null) {
            maxTokens =
                    Math.min(asked.model().mostTokens(), budget + asked.model().usualTokens());
        }
        if (budget >= maxTokens) {
            asked.losses().addIf(wanted.budget() != null, "thinking.budget_tokens");
            budget = Math.max(LEAST, maxTokens / 2);
        }
        thinking = new Json.Obj().put("type", "enabled").put("budget_tokens", budget);
    }

    Json.@Nullable Obj thinking() {
        return thinking;
    }

    @Nullable
    String effort() {
        return effort;
    }

    /** {@code max_tokens}, thoughts included. */
    long maxTokens() {
        return maxTokens;
    }

    /** True if the model is to think within a budget, which restricts how it samples. */
    boolean restrictsSampling() {
        return thinking != null && thinking.text("type", "").matches("enabled|adaptive");
    }
}
