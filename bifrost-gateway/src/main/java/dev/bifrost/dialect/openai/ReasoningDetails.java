package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * OpenRouter's list {@code reasoning_details}, both ways: the only form in wide use in which a chat completion carries
 * thoughts with what seals them (https://openrouter.ai/docs/use-cases/reasoning-tokens). An entry is
 * {@code reasoning.text} with a {@code signature}, {@code reasoning.summary}, or {@code reasoning.encrypted} with
 * {@code data}; {@code format} says whose seal it is. Streams cut an entry into several of the same {@code index}.
 */
final class ReasoningDetails {
    static final String TEXT = "reasoning.text";
    static final String SUMMARY = "reasoning.summary";
    static final String ENCRYPTED = "reasoning.encrypted";

    /** Whose seals need no mark in this list: OpenRouter, too, takes an entry without a format for Anthropic's. */
    private static final String NATIVE = "anthropic";

    private static final Map<String, String> FORMATS = Map.of(
            "anthropic", "anthropic-claude-v1",
            "openai", "openai-responses-v1",
            "gemini", "google-gemini-v1",
            "xai", "xai-responses-v1");

    private ReasoningDetails() {}

    /** The thoughts of these entries, without those that belong to a tool call. */
    static List<Part.Thinking> read(List<Json.Obj> details, List<String> callIds) {
        List<Thought> thoughts = new ArrayList<>();
        for (Json.Obj detail : details) {
            if (isEntry(detail) && !isOfCall(detail, callIds)) {
                Thought last = thoughts.isEmpty() ? null : thoughts.getLast();
                if (last == null || !last.takes(detail)) {
                    last = new Thought(detail);
                    thoughts.add(last);
                }
                last.grow(detail);
            }
        }
        return thoughts.stream().map(Thought::part).toList();
    }

    /** The seal that an entry gives to this call; null if it gives none. OpenRouter puts Gemini's signatures so. */
    static @Nullable Seal ofCall(List<Json.Obj> details, String callId) {
        for (Json.Obj detail : details) {
            if (isOfCall(detail, List.of(callId))) {
                return seal(detail);
            }
        }
        return null;
    }

    static boolean isEntry(Json.Obj detail) {
        String type = detail.text("type", "");
        return type.equals(TEXT) || type.equals(SUMMARY) || type.equals(ENCRYPTED);
    }

    private static boolean isOfCall(Json.Obj detail, List<String> callIds) {
        String id = detail.text("id");
        return id != null && detail.text("type", "").equals(ENCRYPTED) && callIds.contains(id);
    }

    /** What an entry seals with; null if with nothing. */
    static @Nullable Seal seal(Json.Obj detail) {
        String value = detail.text("type", "").equals(ENCRYPTED) ? detail.text("data") : detail.text("signature");
        return Seal.ofPortable(value, origin(detail.text("format")));
    }

    /** The text of an entry; empty if it has none. */
    static String text(Json.Obj detail) {
        return detail.text(detail.text("type", "").equals(SUMMARY) ? "summary" : "text", "");
    }

    private static String origin(@Nullable String format) {
        if (format == null || format.isEmpty() || format.equals("unknown")) {
            return NATIVE;
        }
        for (Map.Entry<String, String> known : FORMATS.entrySet()) {
            // azure-openai-responses-v1 holds the same as openai-responses-v1.
            if (format.endsWith(known.getValue())) {
                return known.getKey();
            }
        }
        return format.replace('.', '-');
    }

    /** Only Anthropic seals a thought as a whole; the others' entries hold it beside a summary. */
    static boolean isRedacted(Seal seal) {
        return seal.origin().equals(NATIVE);
    }

    /**
     * The entries of a thought.
     *
     * @param portable whether the seals are to say whose they are, for clients that keep only the value
     */
    static List<Json.Obj> write(Part.Thinking thinking, int index, boolean portable) {
        List<Json.Obj> entries = new ArrayList<>(2);
        if (!thinking.text().isEmpty()) {
            entries.add(words(thinking, thinking.text(), index));
        }
        Seal seal = thinking.seal();
        if (seal == null) {
            return entries;
        }
        Json.Obj sealed = seal(thinking, seal, index, portable);
        if (sealed.has("signature") && !entries.isEmpty()) {
            entries.getFirst().put("signature", sealed.get("signature")).put("format", sealed.get("format"));
        } else {
            entries.add(sealed);
        }
        return entries;
    }

    /** The entry of a piece of a thought's text. */
    static Json.Obj words(Part.Thinking thinking, String text, int index) {
        return new Json.Obj()
                .put("type", thinking.summary() ? SUMMARY : TEXT)
                .put(thinking.summary() ? "summary" : "text", text)
                .put("id", thinking.id())
                .put("index", index);
    }

    /** The entry of a thought's seal. */
    static Json.Obj seal(Part.Thinking thinking, Seal seal, int index, boolean portable) {
        String value = portable ? seal.portable(NATIVE) : seal.value();
        boolean encrypted =
                thinking.redacted() || thinking.summary() || seal.origin().equals("openai");
        return new Json.Obj()
                .put("type", encrypted ? ENCRYPTED : TEXT)
                .put(encrypted ? "data" : "signature", value)
                .put("id", thinking.id())
                .put("format", format(seal.origin()))
                .put("index", index);
    }

    /** The entry of a call's signature. */
    static Json.Obj ofCall(String callId, Seal seal, int index, boolean portable) {
        return new Json.Obj()
                .put("type", ENCRYPTED)
                .put("data", portable ? seal.portable(NATIVE) : seal.value())
                .put("id", callId)
                .put("format", format(seal.origin()))
                .put("index", index);
    }

    private static String format(String origin) {
        return FORMATS.getOrDefault(origin, origin);
    }

    /** A thought being put together from its entries. */
    private static final class Thought {
        private final StringBuilder text = new StringBuilder();
        private final boolean words;
        private final boolean summary;
        private final @Nullable Json index;
        private @Nullable Seal seal;
        private @Nullable String id;

        Thought(Json.Obj first) {
            words = !first.text("type", "").equals(ENCRYPTED);
            summary = first.text("type", "").equals(SUMMARY);
            index = first.get("index");
        }

        boolean takes(Json.Obj next) {
            String nextId = next.text("id");
            return seal == null
                    && (!words || goesWith(next))
                    && Objects.equals(index, next.get("index"))
                    && (id == null || nextId == null || id.equals(nextId));
        }

        /** Words go on in words of their kind; what is encrypted seals them, but Anthropic's is a thought of its own. */
        private boolean goesWith(Json.Obj next) {
            return switch (next.text("type", "")) {
                case TEXT -> !summary;
                case SUMMARY -> summary;
                default -> summary || !origin(next.text("format")).equals(NATIVE);
            };
        }

        void grow(Json.Obj detail) {
            text.append(ReasoningDetails.text(detail));
            seal = ReasoningDetails.seal(detail);
            id = id == null ? detail.text("id") : id;
        }

        Part.Thinking part() {
            boolean redacted = !words && seal != null && isRedacted(seal);
            return new Part.Thinking(text.toString(), seal, redacted, id, summary);
        }
    }
}
