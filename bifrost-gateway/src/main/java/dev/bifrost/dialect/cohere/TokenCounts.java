package dev.bifrost.dialect.cohere;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was consumed.
 *
 * <p>Cohere counts twice: {@code tokens} is what the model read and wrote, with the preamble that Cohere puts before
 * every conversation (hundreds of tokens); {@code billed_units} is what it charges for, without the preamble. The usage
 * is told in {@code tokens}: only they contain {@code cached_tokens}, and only they count against the context window.
 * Where one of them is missing the billed units stand in.
 */
final class TokenCounts {
    private TokenCounts() {}

    /** Of {@code usage} in chats, or {@code meta} of other answers; null if it tells no tokens. */
    static @Nullable Usage read(Json.@Nullable Obj usage) {
        if (usage == null) {
            return null;
        }
        Json.Num prompt = count(usage, "input_tokens");
        Json.Num completion = count(usage, "output_tokens");
        if (prompt == null && completion == null) {
            return null;
        }
        long in = atLeastZero(prompt);
        long cached = Math.min(in, atLeastZero(usage.number("cached_tokens")));
        return new Usage(in, cached, 0, atLeastZero(completion), 0, 0, 0, false);
    }

    private static Json.@Nullable Num count(Json.Obj usage, String name) {
        for (String by : new String[] {"tokens", "billed_units"}) {
            Json.Obj counts = usage.object(by);
            if (counts != null && counts.number(name) != null) {
                return counts.number(name);
            }
        }
        return null;
    }

    private static long atLeastZero(Json.@Nullable Num number) {
        return number == null ? 0 : Math.max(0, number.longValue());
    }
}
