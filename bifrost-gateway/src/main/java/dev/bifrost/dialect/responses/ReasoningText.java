package dev.bifrost.dialect.responses;

import dev.bifrost.api.json.Json;
import java.util.stream.Collectors;

/** The text of a reasoning item: of its summary, or else the thought itself. */
final class ReasoningText {
    /** What stands between the parts of a summary where they are one text. */
    static final String BETWEEN = "\n\n";

    private ReasoningText() {}

    static String of(Json.Obj item, boolean summarized) {
        return item.objects(summarized ? "summary" : "content").stream()
                .map(part -> part.text("text", ""))
                .collect(Collectors.joining(BETWEEN));
    }
}
