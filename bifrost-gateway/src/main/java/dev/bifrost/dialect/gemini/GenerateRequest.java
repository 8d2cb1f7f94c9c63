package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.HashMap;
import java.util.Map;

/** Writes the body of {@code generateContent}. The model and whether to stream stand in the path, not here. */
final class GenerateRequest {
    private GenerateRequest() {}

    static ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        Asked asked = Asked.of(request, recipient, losses);
        Json.Obj body = new Json.Obj();
        Map<String, String> headers = new HashMap<>();
        new ContentsWriter(asked).write(body);
        new ToolsWriter(asked).write(body);
        Json.Obj config = new GenerationConfigWriter(asked).write();
        OptionsWriter.write(asked, body, config, headers);
        if (!config.isEmpty()) {
            body.put("generationConfig", config);
        }
        return new ProviderRequest(body, headers);
    }
}
