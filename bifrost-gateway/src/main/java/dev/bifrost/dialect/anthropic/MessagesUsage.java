package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** {@code usage}: a stream tells it in two parts, of which the later counts where it says something. */
final class MessagesUsage {
    private static final long MOST = 1L << 50;

    private long input = -1;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteHour;
    private long searches;
    private long output = -1;
    private long thinking;
    private @Nullable String tier;

    /** Hears another part; null says nothing. */
    void add(Json.@Nullable Obj usage) {
        if (usage == null) {
            return;
        }
        input = number(usage, "input_tokens", input);
        cacheRead = number(usage, "cache_read_input_tokens", cacheRead);
        cacheWrite = number(usage, "cache_creation_input_tokens", cacheWrite);
        output = number(usage, "output_tokens", output);
        Json.Obj written = usage.object("cache_creation");
        cacheWriteHour =
                written == null ? cacheWriteHour : number(written, "ephemeral_1h_input_tokens", cacheWriteHour);
        Json.Obj tools = usage.object("server_tool_use");
        searches = tools == null ? searches : number(tools, "web_search_requests", searches);
        Json.Obj details = usage.object("output_tokens_details");
        thinking = details == null ? thinking : number(details, "thinking_tokens", thinking);
        String said = usage.text("service_tier");
        tier = said == null ? tier : said;
    }

    private static long number(Json.Obj usage, String name, long otherwise) {
        long tokens = usage.number(name, otherwise);
        return tokens == otherwise ? otherwise : Math.clamp(tokens, 0, MOST);
    }

    /** What was heard; null if nothing. */
    @Nullable
    Usage usage() {
        if (input < 0 && output < 0) {
            return null;
        }
        long prompt = Math.max(0, input) + cacheRead + cacheWrite;
        return new Usage(
                prompt,
                cacheRead,
                cacheWrite,
                Math.min(cacheWriteHour, cacheWrite),
                Math.max(0, output),
                thinking,
                0,
                0,
                0,
                searches,
                false);
    }

    /** Under which the answer was served, in OpenAI's words. */
    @Nullable
    String serviceTier() {
        return "standard".equals(tier) ? "default" : tier;
    }

    /** The whole usage; zeros if it is not known. */
    static Json.Obj write(@Nullable Usage usage, @Nullable String serviceTier) {
        Usage known = usage == null ? Usage.of(0, 0) : usage;
        Json.Obj json = new Json.Obj()
                .put("input_tokens", Math.max(0, known.prompt() - known.cached() - known.cacheWrite()))
                .put("cache_creation_input_tokens", known.cacheWrite())
                .put("cache_read_input_tokens", known.cached())
                .put("output_tokens", known.completion());
        if (known.reasoning() > 0) {
            json.put("output_tokens_details", new Json.Obj().put("thinking_tokens", known.reasoning()));
        }
        return json.put("service_tier", "default".equals(serviceTier) ? "standard" : serviceTier);
    }
}
