package dev.bifrost.dialect.gemini;

import dev.bifrost.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code logprobsResult} as entries of OpenAI's {@code logprobs.content}. */
final class GeminiLogprobs {
    private GeminiLogprobs() {}

    /** The entries; null if there are none. */
    static Json.@Nullable Arr entries(Json.@Nullable Obj result) {
        List<Json.Obj> chosen = result == null ? List.of() : result.objects("chosenCandidates");
        if (result == null || chosen.isEmpty()) {
            return null;
        }
        List<Json.Obj> top = result.objects("topCandidates");
        Json.Arr entries = new Json.Arr();
        for (int i = 0; i < chosen.size(); i++) {
            Json.Arr others = new Json.Arr();
            if (i < top.size()) {
                top.get(i).objects("candidates").forEach(each -> others.add(entry(each)));
            }
            entries.add(entry(chosen.get(i)).put("top_logprobs", others));
        }
        return entries;
    }

    private static Json.Obj entry(Json.Obj candidate) {
        String token = candidate.text("token", "");
        Json.Arr bytes = new Json.Arr();
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(Json.Num.of(b & 0xff));
        }
        Json.Num logprob = candidate.number("logProbability");
        return new Json.Obj()
                .put("token", token)
                .put("logprob", logprob == null ? Json.Num.of(0) : logprob)
                .put("bytes", bytes);
    }
}
