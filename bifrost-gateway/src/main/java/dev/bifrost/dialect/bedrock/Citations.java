package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Citations (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html). Their locations are in
 * the source, so that where they stand in the answer is not known.
 */
final class Citations {
    private Citations() {}

    static Citation of(Json.Obj citation) {
        Json.Obj location = citation.object("location");
        Json.Obj web = location == null ? null : location.object("web");
        String url = web == null ? null : web.text("url");
        String source = citation.text("source");
        return new Citation(
                url == null && source != null && source.startsWith("http") ? source : url,
                citation.text("title"),
                quoted(citation),
                -1,
                -1,
                "bedrock",
                citation);
    }

    private static @Nullable String quoted(Json.Obj citation) {
        StringBuilder quoted = new StringBuilder();
        citation.objects("sourceContent").forEach(each -> quoted.append(each.text("text", "")));
        return quoted.isEmpty() ? null : quoted.toString();
    }
}
