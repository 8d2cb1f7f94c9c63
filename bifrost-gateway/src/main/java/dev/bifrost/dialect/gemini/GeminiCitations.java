package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code groundingMetadata} and {@code citationMetadata}. Their offsets count bytes of UTF-8; ours count characters.
 * A segment repeats the text it means, by which its offsets are checked, since of several parts they may count from
 * any.
 */
final class GeminiCitations {
    private static final int MOST = 1000;

    private final String text;
    private final List<Citation> citations = new ArrayList<>();

    GeminiCitations(String text) {
        this.text = text;
    }

    /** All that is cited, in order. */
    List<Citation> of(Json.@Nullable Obj grounding, List<Json.Obj> quotes) {
        if (grounding != null) {
            grounding(grounding);
        }
        for (Json.Obj quote : quotes) {
            Span span = span(quote.number("startIndex", 0), quote.number("endIndex", -1), "");
            add(quote.text("uri"), quote.text("title"), null, span, quote);
        }
        return citations;
    }

    private record Span(long start, long end) {
        static final Span UNKNOWN = new Span(-1, -1);
    }

    private void grounding(Json.Obj grounding) {
        List<Json> chunks = grounding.list("groundingChunks");
        boolean[] supported = new boolean[chunks.size()];
        for (Json.Obj support : grounding.objects("groundingSupports")) {
            Json.Obj segment = support.object("segment");
            Span span = segment == null
                    ? Span.UNKNOWN
                    : span(segment.number("startIndex", 0), segment.number("endIndex", -1), segment.text("text", ""));
            for (Json index : support.list("groundingChunkIndices")) {
                long at = index instanceof Json.Num number ? number.longValue() : -1;
                if (at >= 0 && at < chunks.size() && chunks.get((int) at) instanceof Json.Obj chunk) {
                    supported[(int) at] = true;
                    chunk(chunk, span, support);
                }
            }
        }
        for (int i = 0; i < supported.length; i++) {
            if (!supported[i] && chunks.get(i) instanceof Json.Obj chunk) {
                chunk(chunk, Span.UNKNOWN, null);
            }
        }
    }

    private void chunk(Json.Obj chunk, Span span, Json.@Nullable Obj support) {
        Json.Obj raw = new Json.Obj().put("groundingChunk", chunk).put("groundingSupport", support);
        for (String kind : new String[] {"web", "retrievedContext", "maps", "image"}) {
            Json.Obj source = chunk.object(kind);
            if (source != null) {
                String uri = source.text("uri");
                add(uri == null ? source.text("sourceUri") : uri, source.text("title"), source.text("text"), span, raw);
                return;
            }
        }
    }

    private void add(@Nullable String url, @Nullable String title, @Nullable String quoted, Span span, Json.Obj raw) {
        if (citations.size() < MOST) {
            citations.add(new Citation(url, title, quoted, span.start(), span.end(), GeminiProvider.NAME, raw));
        }
    }

    private Span span(long startByte, long endByte, String said) {
        int start = character(startByte);
        int end = character(endByte);
        if (said.isEmpty()) {
            return start < 0 || end < start ? Span.UNKNOWN : new Span(start, end);
        }
        if (start >= 0 && text.startsWith(said, start)) {
            return new Span(start, start + (long) said.length());
        }
        int found = text.indexOf(said);
        return found < 0 ? Span.UNKNOWN : new Span(found, found + (long) said.length());
    }

    /** The index of the character that begins at this byte; -1 if none does. */
    private int character(long atByte) {
        long bytes = 0;
        int i = 0;
        while (i < text.length() && bytes < atByte) {
            int point = text.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            i += Character.charCount(point);
        }
        return bytes == atByte ? i : -1;
    }
}
