package dev.bifrost.dialect;

import dev.bifrost.api.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the {@code usage} object of OpenAI's dialects: chat and completions ({@code prompt_tokens}), Responses
 * ({@code input_tokens}), embeddings, and what DeepSeek, Moonshot and xAI made of them; and that of Anthropic, whose
 * {@code input_tokens} are only those that no cache has to do with.
 */
final class UsageReader {
    private static final JsonFactory JSON = new JsonFactory();

    private long prompt = -1;
    private long completion = -1;
    private long total = -1;
    private long cached;
    private long cacheWrite;
    private long reasoning;
    private long audioIn;
    private long audioOut;
    private long cacheWriteHour;
    private long searches;
    private boolean openAi;
    private long cacheRead = -1;
    private long cacheCreation = -1;

    private UsageReader() {}

    /** The usage in this JSON object; null if it says nothing about tokens. */
    static @Nullable Usage read(byte[] json, int from, int to) {
        return read(json, from, from, json, from, to);
    }

    /** The usage in two JSON objects, of which the later counts where it says something; either may be empty. */
    static @Nullable Usage read(byte[] first, int from, int to, byte[] later, int laterFrom, int laterTo) {
        var reader = new UsageReader();
        return reader.add(first, from, to) && reader.add(later, laterFrom, laterTo) ? reader.usage() : null;
    }

    private boolean add(byte[] json, int from, int to) {
        if (from == to) {
            return true;
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, from, to - from)) {
            readAll(parser);
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    private void readAll(JsonParser parser) {
        int depth = 0;
        boolean output = false;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
                String within = parser.currentName();
                output = within != null && (within.startsWith("completion") || within.startsWith("output"));
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token.isNumeric() && depth <= 2) {
                number(parser.currentName(), output, Math.max(0, parser.getValueAsLong()));
            }
        }
    }

    private void number(@Nullable String name, boolean output, long tokens) {
        switch (name) {
            case "prompt_tokens" -> {
                prompt = tokens;
                openAi = true;
            }
            case "input_tokens" -> prompt = tokens;
            case "cache_read_input_tokens" -> cacheRead = tokens;
            case "cache_creation_input_tokens" -> cacheCreation = tokens;
            case "completion_tokens", "output_tokens" -> completion = tokens;
            case "total_tokens" -> total = tokens;
            case "cached_tokens", "prompt_cache_hit_tokens" -> cached = Math.max(cached, tokens);
            case "cache_write_tokens", "cache_creation_tokens" -> cacheWrite = Math.max(cacheWrite, tokens);
            case "reasoning_tokens", "thinking_tokens" -> reasoning = tokens;
            case "audio_tokens" -> {
                if (output) {
                    audioOut = tokens;
                } else {
                    audioIn = tokens;
                }
            }
            case "ephemeral_1h_input_tokens" -> cacheWriteHour = tokens;
            case "web_search_requests" -> searches = tokens;
            case null, default -> {
                // times, costs, and counts that are parts of those above
            }
        }
    }

    private @Nullable Usage usage() {
        if (prompt < 0 && completion < 0 && total < 0) {
            return null;
        }
        long in = prompt < 0 && completion < 0 ? total : Math.max(prompt, 0);
        long out = Math.max(completion, 0);
        // xAI and Gemini's OpenAI surface do not count reasoning as completion; their total gives it away.
        if (reasoning > 0 && total == in + out + reasoning) {
            out += reasoning;
        }
        if (!openAi) {
            in += Math.max(cacheRead, 0) + Math.max(cacheCreation, 0);
        }
        return new Usage(
                in,
                Math.max(cached, cacheRead),
                Math.max(cacheWrite, cacheCreation),
                cacheWriteHour,
                out,
                reasoning,
                audioIn,
                audioOut,
                0,
                searches,
                false);
    }
}
