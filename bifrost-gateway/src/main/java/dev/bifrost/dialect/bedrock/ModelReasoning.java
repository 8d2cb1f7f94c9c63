package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How the model is told to think; every vendor has words of its own.
 *
 * @param fields    members of {@code additionalModelRequestFields}
 * @param claude    true if Claude thinks, which binds its sampling
 * @param strenuous true if Nova thinks so hard that it takes no sampling at all
 * @param maxTokens of the answer, where thinking changes it; null to keep the client's
 */
record ModelReasoning(
        Json.Obj fields,
        boolean claude,
        boolean strenuous,
        @Nullable Long maxTokens) {
    private static final String LOST = "reasoning_effort";
    private static final int LEAST_BUDGET = 1024;
    /** For the answer itself, where the client sets no limit. */
    private static final int ROOM = 8192;

    private static final int LEAST_ROOM = 4096;

    private static ModelReasoning none() {
        return new ModelReasoning(new Json.Obj(), false, false, null);
    }

    /**
     * @param forced   true if the model must use a tool, before which Claude can not think
     * @param resumes  true if the conversation goes on after tools whose calls had no thought before them, which Claude
     *                 refuses if it has a budget for thinking
     */
    static ModelReasoning of(Translation translation, boolean forced, boolean resumes) {
        Reasoning reasoning = translation.request().reasoning();
        if (reasoning == null) {
            return none();
        }
        BedrockModel model = translation.model();
        return switch (model.family()) {
            case CLAUDE ->
                reasoning.mode() == Reasoning.Mode.OFF
                        ? claudeOff(translation)
                        : claude(translation, reasoning, forced, resumes);
            case NOVA -> model.isNova2() ? nova(reasoning) : other(translation, reasoning);
            case OPENAI -> openAi(translation, reasoning);
            case DEEPSEEK, MISTRAL, LLAMA, COHERE, OTHER, UNKNOWN -> other(translation, reasoning);
        };
    }

    private static ModelReasoning other(Translation translation, Reasoning reasoning) {
        translation.losses().addIf(reasoning.mode() == Reasoning.Mode.ON, LOST);
        return none();
    }

    private static ModelReasoning lost(Translation translation) {
        translation.losses().add(LOST);
        return none();
    }

    private static ModelReasoning claudeOff(Translation translation) {
        BedrockModel model = translation.model();
        if (model.alwaysThinks()) {
            return lost(translation);
        }
        // Older ones do not think unless told to.
        return model.isClaudeFrom(500)
                ? fields(new Json.Obj().put("thinking", new Json.Obj().put("type", "disabled")), false)
                : none();
    }

    private static ModelReasoning claude(
            Translation translation, Reasoning reasoning, boolean forced, boolean resumes) {
        BedrockModel model = translation.model();
        if (forced || !model.isClaudeFrom(307)) {
            return lost(translation);
        }
        boolean adaptive = model.isClaudeFrom(407) || (model.isClaudeFrom(406) && reasoning.budget() == null);
        if (adaptive) {
            return fields(adaptive(model, reasoning), true);
        }
        return resumes ? lost(translation) : budgeted(translation, reasoning);
    }

    private static Json.Obj adaptive(BedrockModel model, Reasoning reasoning) {
        // From 4.7 on thoughts are shown only to who asks.
        boolean show = reasoning.summary() != null && model.isClaudeFrom(407);
        Json.Obj fields = new Json.Obj()
                .put("thinking", new Json.Obj().put("type", "adaptive").put("display", show ? "summarized" : null));
        boolean says = reasoning.effort() != null || reasoning.budget() != null;
        String effort = switch (reasoning.effortWord()) {
            case "minimal" -> "low";
            case "xhigh" -> model.isClaudeFrom(407) ? "xhigh" : "high";
            default -> reasoning.effortWord();
        };
        return fields.put("output_config", says ? new Json.Obj().put("effort", effort) : null);
    }

    private static ModelReasoning budgeted(Translation translation, Reasoning reasoning) {
        long budget = Math.max(LEAST_BUDGET, reasoning.budgetTokens());
        Long limit = translation.request().sampling().maxTokens();
        Long maxTokens = null;
        if (limit == null) {
            long most = mostTokens(translation.model());
            budget = Math.min(budget, most - LEAST_ROOM);
            maxTokens = Math.min(budget + ROOM, most);
        } else {
            budget = Math.min(budget, limit - 1);
        }
        if (budget < LEAST_BUDGET) {
            return lost(translation);
        }
        Json.Obj thinking = new Json.Obj().put("type", "enabled").put("budget_tokens", budget);
        return new ModelReasoning(new Json.Obj().put("thinking", thinking), true, false, maxTokens);
    }

    /** What it can write at most (https://platform.claude.com/docs/en/about-claude/models/overview). */
    private static long mostTokens(BedrockModel model) {
        return model.id().contains("opus-4") && !model.isClaudeFrom(405) ? 32_000 : 64_000;
    }

    /** https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html */
    private static ModelReasoning nova(Reasoning reasoning) {
        if (reasoning.mode() == Reasoning.Mode.OFF) {
            return fields(reasoningConfig("disabled", null), false);
        }
        String effort = threeEfforts(reasoning);
        return new ModelReasoning(reasoningConfig("enabled", effort), false, effort.equals("high"), null);
    }

    private static Json.Obj reasoningConfig(String type, @Nullable String effort) {
        return new Json.Obj()
                .put("reasoningConfig", new Json.Obj().put("type", type).put("maxReasoningEffort", effort));
    }

    private static ModelReasoning openAi(Translation translation, Reasoning reasoning) {
        boolean oss = translation.model().isGptOss();
        return switch (reasoning.mode()) {
            case ADAPTIVE -> none();
            case OFF -> oss ? lost(translation) : fields(new Json.Obj().put("reasoning_effort", "none"), false);
            case ON -> fields(new Json.Obj().put("reasoning_effort", threeEfforts(reasoning)), false);
        };
    }

    private static String threeEfforts(Reasoning reasoning) {
        return switch (reasoning.effortWord()) {
            case "minimal", "low" -> "low";
            case "high", "xhigh", "max" -> "high";
            default -> "medium";
        };
    }

    private static ModelReasoning fields(Json.Obj fields, boolean claude) {
        return new ModelReasoning(fields, claude, false, null);
    }
}
