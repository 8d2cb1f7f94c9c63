package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of an answer rests on.
 *
 * @param url     of a page; null for a document
 * @param title   of the page or document
 * @param quoted  what is quoted from it
 * @param start   index of the first character in the text of its part; -1 if it is not known
 * @param end     index behind the last; -1 if it is not known
 * @param dialect whose words {@code raw} is in
 * @param raw     as the provider wrote it; for clients of the same dialect
 */
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String quoted,
        long start,
        long end,
        String dialect,
        Json.Obj raw) {}
