package dev.bifrost.dialect;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says of the search of the web that only its own dialect has. */
public final class WebSearchOptions {
    private static final String NAME = "web_search";
    private static final List<String> OWN =
            List.of("search_context_size", "search_content_types", "external_web_access", "return_token_budget");

    private WebSearchOptions() {}

    /** Names those options that a provider of another dialect can not be told. */
    public static void lost(Tool.WebSearch search, String path, Losses losses) {
        for (String option : OWN) {
            losses.addIf(search.raw().get(option) != null, path + "." + option);
        }
    }

    /** Whether the client let the model use only other tools. */
    public static boolean isExcluded(@Nullable ToolChoice choice) {
        return choice instanceof ToolChoice.Allowed allowed && !allowed.names().contains(NAME);
    }
}
