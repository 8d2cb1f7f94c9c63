package com.example.ollama;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;

/**
 * Ollama's own API, https://docs.ollama.com/api/chat, which has what its OpenAI-compatible one has not, such as
 * {@code num_ctx}. Its errors are {@code {"error":"…"}}, which the gateway reads itself.
 */
public final class OllamaDialect implements ProviderDialect {

    @Override
    public String name() {
        return "ollama-native";
    }

    @Override
    public String path() {
        return "/api/chat";
    }

    @Override
    public Framing framing() {
        return Framing.LINES;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        return new ProviderRequest(new OllamaRequest(request, recipient, losses).body());
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return OllamaAnswer.whole(json);
    }

    @Override
    public AnswerReader stream() {
        return new OllamaStream();
    }
}
