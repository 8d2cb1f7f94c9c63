package dev.bifrost.dialect.openai;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer as a {@code chat.completion}. */
final class CompletionWriter {
    /** For answers whose provider gives none. */
    static final String NO_ID = "chatcmpl-bifrost";

    private final ChatRequest asked;

    CompletionWriter(ChatRequest asked) {
        this.asked = asked;
    }

    Json.Obj write(ChatAnswer answer) {
        Json.Arr choices = new Json.Arr();
        answer.choices().forEach(choice -> choices.add(choice(choice)));
        Json.Obj completion = head(asked, "chat.completion", answer.id(), answer.created(), answer.model())
                .put("choices", choices);
        Usage usage = answer.usage();
        if (usage != null) {
            completion.put("usage", ChatUsage.write(usage));
        }
        return completion.put("service_tier", tier(answer.serviceTier()));
    }

    /** How every answer and every chunk of one begins. */
    static Json.Obj head(ChatRequest asked, String object, String id, long created, String model) {
        return new Json.Obj()
                .put("id", id.isEmpty() ? NO_ID : id)
                .put("object", object)
                .put("created", created)
                .put("model", model.isEmpty() ? asked.model() : model);
    }

    /** The tier in OpenAI's words, which strict clients check: what Groq and Anthropic call theirs is the default. */
    static @Nullable String tier(@Nullable String tier) {
        return "on_demand".equals(tier) || "standard".equals(tier) ? "default" : tier;
    }

    private Json.Obj choice(ChatAnswer.Choice choice) {
        AnswerMessage message = new AnswerMessage();
        choice.parts().forEach(message::add);
        boolean calls = choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean refused = choice.parts().stream().anyMatch(Part.Refusal.class::isInstance);
        Json.Obj written = new Json.Obj().put("index", choice.index()).put("message", message.json());
        Json.Arr logprobs = choice.logprobs();
        written.put("logprobs", logprobs == null ? new Json.Nil() : logprobs(logprobs));
        return finish(written, choice.finish(), choice.stopSequence(), calls, refused);
    }

    static Json.Obj logprobs(Json.Arr tokens) {
        return new Json.Obj().put("content", tokens).put("refusal", new Json.Nil());
    }

    /** Adds why a choice ended. */
    static Json.Obj finish(
            Json.Obj choice, FinishReason reason, @Nullable String stopSequence, boolean calls, boolean refused) {
        return choice.put("finish_reason", FinishWords.write(reason, calls, refused))
                .put("native_finish_reason", FinishWords.detail(reason))
                .put("stop_reason", stopSequence);
    }
}
