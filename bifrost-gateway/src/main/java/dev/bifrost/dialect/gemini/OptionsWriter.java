package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what stands beside the conversation: safety, caches, labels, tiers, and Google's fields that clients pass on. */
final class OptionsWriter {
    /** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/priority-paygo */
    private static final String VERTEX_TIER = "x-vertex-ai-llm-shared-request-type";

    private static final String LABEL = "[\\p{Ll}\\p{Lo}\\p{Nd}_-]{0,63}";

    private OptionsWriter() {}

    static void write(Asked asked, Json.Obj body, Json.Obj config, Map<String, String> headers) {
        ChatRequest request = asked.request();
        request.extra().forEach((name, value) -> extra(asked, name, value, body, config));
        request.unread().forEach(asked.losses()::add);
        String user = request.user();
        asked.losses().addIf(user != null && !user.isEmpty(), "user");
        labels(asked, request.metadata(), body);
        tier(asked, request.serviceTier(), body, headers);
    }

    private static void extra(Asked asked, String name, Json value, Json.Obj body, Json.Obj config) {
        switch (name) {
            case "safety_settings", "safetySettings" -> body.put("safetySettings", value);
            case "cached_content", "cachedContent" -> body.put("cachedContent", value);
            case "response_modalities", "responseModalities" -> config.put("responseModalities", value);
            case "modalities" -> modalities(value, config);
            case "speech_config", "speechConfig" -> config.put("speechConfig", value);
            case "media_resolution", "mediaResolution" -> config.put("mediaResolution", value);
            case "image_config", "imageConfig" -> config.put("imageConfig", value);
            case "thinking_config", "thinkingConfig" -> thinking(asked, name, value, config);
            // How clients of Google's OpenAI-compatible endpoint say such things.
            case "extra_body", "google" -> {
                if (value instanceof Json.Obj inner) {
                    inner.asMap().forEach((each, said) -> extra(asked, each, said, body, config));
                } else {
                    asked.losses().add(name);
                }
            }
            case "labels" -> {
                asked.losses().addIf(!asked.vertex(), name);
                body.put("labels", asked.vertex() ? value : null);
            }
            default -> asked.losses().add(name);
        }
    }

    private static void thinking(Asked asked, String name, Json value, Json.Obj config) {
        if (config.has("thinkingConfig")) {
            asked.losses().add(name);
        } else {
            config.put("thinkingConfig", value);
        }
    }

    /** OpenAI's; text alone is what Google does anyway. */
    private static void modalities(Json value, Json.Obj config) {
        if (!(value instanceof Json.Arr(List<Json> items)) || config.has("responseModalities")) {
            return;
        }
        Json.Arr upper = new Json.Arr();
        for (Json item : items) {
            if (item instanceof Json.Str(String word)) {
                upper.add(word.toUpperCase(Locale.ROOT));
            }
        }
        if (upper.items().stream().anyMatch(word -> !word.equals(new Json.Str("TEXT")))) {
            config.put("responseModalities", upper);
        }
    }

    /** Notes become Vertex AI's labels, whose letters are few; the Gemini API has nothing like them. */
    private static void labels(Asked asked, Json.@Nullable Obj metadata, Json.Obj body) {
        if (metadata == null) {
            return;
        }
        Json.Obj given = body.object("labels");
        Json.Obj labels = given == null ? new Json.Obj() : given.copy();
        metadata.asMap().forEach((name, value) -> {
            boolean good = asked.vertex()
                    && name.matches(LABEL)
                    && !name.isEmpty()
                    && value instanceof Json.Str(String text)
                    && text.matches(LABEL);
            asked.losses().addIf(!good, "metadata");
            if (good) {
                labels.put(name, value);
            }
        });
        if (!labels.isEmpty()) {
            body.put("labels", labels);
        }
    }

    private static void tier(Asked asked, @Nullable String tier, Json.Obj body, Map<String, String> headers) {
        switch (tier) {
            case null -> {}
            case "auto" -> {}
            case "flex", "priority" -> {
                if (asked.vertex()) {
                    headers.put(VERTEX_TIER, tier);
                } else {
                    body.put("serviceTier", tier);
                }
            }
            case "default", "standard", "standard_only" -> body.put("serviceTier", asked.vertex() ? null : "standard");
            default -> asked.losses().add("service_tier");
        }
    }
}
