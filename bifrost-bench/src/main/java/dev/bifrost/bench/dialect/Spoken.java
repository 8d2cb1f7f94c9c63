package dev.bifrost.bench.dialect;

import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.dialect.anthropic.MessagesClient;
import dev.bifrost.dialect.anthropic.MessagesFlavour;
import dev.bifrost.dialect.anthropic.MessagesProvider;
import dev.bifrost.dialect.bedrock.ConverseProvider;
import dev.bifrost.dialect.cohere.CohereProvider;
import dev.bifrost.dialect.gemini.GeminiProvider;
import dev.bifrost.dialect.openai.ChatClient;
import dev.bifrost.dialect.openai.ChatProvider;
import dev.bifrost.dialect.responses.ResponsesClient;
import dev.bifrost.dialect.responses.ResponsesProvider;
import java.util.Set;

/** The dialects by their names, and whom the providers' requests are written to. */
final class Spoken {
    private Spoken() {}

    static ClientDialect client(String name) {
        return switch (name) {
            case "openai" -> new ChatClient();
            case "openai-responses" -> new ResponsesClient();
            case "anthropic" -> new MessagesClient();
            default -> throw new IllegalArgumentException(name);
        };
    }

    static ProviderDialect provider(String name) {
        return switch (name) {
            case "openai" -> new ChatProvider();
            case "openai-responses" -> new ResponsesProvider();
            case "anthropic" -> new MessagesProvider(MessagesFlavour.DIRECT);
            case "gemini" -> new GeminiProvider();
            case "bedrock" -> new ConverseProvider();
            case "cohere" -> new CohereProvider();
            default -> throw new IllegalArgumentException(name);
        };
    }

    static Recipient recipient(String provider) {
        String type = provider.equals("openai-responses") ? "openai" : provider;
        String model = switch (provider) {
            case "openai", "openai-responses" -> "gpt-5.1";
            case "anthropic" -> "claude-sonnet-4-5";
            case "gemini" -> "gemini-2.5-pro";
            case "bedrock" -> "amazon.nova-pro-v1:0";
            default -> "command-a-03-2025";
        };
        return new Recipient(provider, type, model, Set.of());
    }
}
