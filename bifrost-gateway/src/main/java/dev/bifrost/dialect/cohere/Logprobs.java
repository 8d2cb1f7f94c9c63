package dev.bifrost.dialect.cohere;

import dev.bifrost.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads probabilities: Cohere tells them for chunks of text, of one token or of several. */
final class Logprobs {
    private Logprobs() {}

    /** Entries of OpenAI's form; null if there are none. A chunk is as probable as all its tokens together. */
    static Json.@Nullable Arr of(List<Json.Obj> chunks) {
        Json.Arr entries = new Json.Arr();
        for (Json.Obj chunk : chunks) {
            Json.Num logprob = sum(chunk.list("logprobs"));
            String text = chunk.text("text", "");
            if (logprob != null) {
                entries.add(new Json.Obj()
                        .put("token", text)
                        .put("logprob", logprob)
                        .put("bytes", bytes(text))
                        .put("top_logprobs", new Json.Arr()));
            }
        }
        return entries.isEmpty() ? null : entries;
    }

    private static Json.@Nullable Num sum(List<Json> logprobs) {
        if (logprobs.size() == 1) {
            return logprobs.getFirst() instanceof Json.Num only ? only : null;
        }
        double sum = 0;
        for (Json each : logprobs) {
            sum += each instanceof Json.Num number ? number.doubleValue() : 0;
        }
        return logprobs.isEmpty() || !Double.isFinite(sum) ? null : Json.Num.of(sum);
    }

    private static Json.Arr bytes(String text) {
        Json.Arr bytes = new Json.Arr();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(Json.Num.of(each & 0xff));
        }
        return bytes;
    }
}
