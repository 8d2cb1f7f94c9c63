package dev.bifrost.dialect.openai;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code usage} object of chat completions, both ways; reads what DeepSeek, Moonshot and xAI made of it as well. */
final class ChatUsage {
    private long prompt = -1;
    private long completion = -1;
    private long total = -1;
    private long cached;
    private long cacheWrite;
    private long reasoning;
    private long audioIn;
    private long audioOut;

    private ChatUsage() {}

    /** What it says; null if it says nothing about tokens. */
    static @Nullable Usage read(Json.@Nullable Obj json) {
        if (json == null) {
            return null;
        }
        ChatUsage usage = new ChatUsage();
        usage.numbers(json, 2, false);
        return usage.usage();
    }

    /** As OpenAI would write it. */
    static Json.Obj write(Usage usage) {
        Json.Obj prompt = new Json.Obj().put("cached_tokens", usage.cached());
        if (usage.cacheWrite() > 0) {
            prompt.put("cache_write_tokens", usage.cacheWrite());
        }
        Json.Obj completion = new Json.Obj().put("reasoning_tokens", usage.reasoning());
        if (usage.audioIn() > 0) {
            prompt.put("audio_tokens", usage.audioIn());
        }
        if (usage.audioOut() > 0) {
            completion.put("audio_tokens", usage.audioOut());
        }
        return new Json.Obj()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.completion())
                .put("total_tokens", usage.prompt() + usage.completion())
                .put("prompt_tokens_details", prompt)
                .put("completion_tokens_details", completion);
    }

    private void numbers(Json.Obj json, int depth, boolean output) {
        for (Map.Entry<String, Json> member : json.members().entrySet()) {
            if (member.getValue() instanceof Json.Num number) {
                number(member.getKey(), output, Math.max(0, number.longValue()));
            } else if (depth > 1 && member.getValue() instanceof Json.Obj details) {
                numbers(details, depth - 1, member.getKey().startsWith("completion"));
            }
        }
    }

    private void number(String name, boolean output, long tokens) {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> prompt = tokens;
            case "completion_tokens", "output_tokens" -> completion = tokens;
            case "total_tokens" -> total = tokens;
            case "cached_tokens", "prompt_cache_hit_tokens" -> cached = Math.max(cached, tokens);
            case "cache_write_tokens", "cache_creation_tokens" -> cacheWrite = Math.max(cacheWrite, tokens);
            case "reasoning_tokens" -> reasoning = tokens;
            case "audio_tokens" -> {
                if (output) {
                    audioOut = tokens;
                } else {
                    audioIn = tokens;
                }
            }
            default -> {
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
        return new Usage(in, cached, cacheWrite, 0, out, reasoning, audioIn, audioOut, 0, 0, false);
    }
}
