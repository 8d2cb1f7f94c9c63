package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a client must send back unread, in the one field that the Responses API has for it: {@code encrypted_content} of a
 * reasoning item. Beside the seals of thoughts that is what other dialects hang on calls and texts, and their own blocks;
 * a sign behind the seal's origin tells them apart.
 */
sealed interface Carried {
    /** The origin of the seals that stand there without a mark. */
    String NATIVE = "openai";

    /** The seal of the item's own thought. */
    record Thought(Seal seal, boolean redacted) implements Carried {}

    /** The signature of the call with this id, wherever that stands. */
    record OfCall(String callId, Seal signature) implements Carried {}

    /** The signature of the text before. */
    record OfText(Seal signature) implements Carried {}

    /** A block that only another dialect has. */
    record Block(Part.Opaque block) implements Carried {}

    /** The text for {@code encrypted_content}. */
    default String text() {
        return switch (this) {
            case Thought(Seal seal, boolean redacted) ->
                redacted && !seal.origin().equals(NATIVE)
                        ? marked(seal.origin(), "+redacted", seal.value())
                        : seal.portable(NATIVE);
            case OfCall(String callId, Seal seal) ->
                marked(seal.origin(), "+call", encode(callId) + '.' + seal.value());
            case OfText(Seal seal) -> marked(seal.origin(), "+text", seal.value());
            case Block(Part.Opaque block) ->
                marked(block.dialect(), "+block", block.json().print());
        };
    }

    /** Reads what {@link #text} wrote, or a provider; null for nothing. */
    static @Nullable Carried of(@Nullable String text) {
        Seal seal = Seal.ofPortable(text, NATIVE);
        if (seal == null) {
            return null;
        }
        int plus = seal.origin().lastIndexOf('+');
        Carried marked = plus < 0
                ? null
                : read(seal.origin().substring(0, plus), seal.origin().substring(plus), seal.value());
        return marked == null ? new Thought(seal, false) : marked;
    }

    private static String marked(String origin, String mark, String value) {
        return new Seal(origin + mark, value).portable(NATIVE);
    }

    private static @Nullable Carried read(String origin, String mark, String value) {
        return switch (mark) {
            case "+redacted" -> new Thought(new Seal(origin, value), true);
            case "+text" -> new OfText(new Seal(origin, value));
            case "+call" -> ofCall(origin, value);
            case "+block" -> block(origin, value);
            default -> null;
        };
    }

    private static @Nullable Carried ofCall(String origin, String value) {
        int dot = value.indexOf('.');
        String callId = dot < 0 ? null : decode(value.substring(0, dot));
        return callId == null ? null : new OfCall(callId, new Seal(origin, value.substring(dot + 1)));
    }

    private static @Nullable Carried block(String dialect, String value) {
        try {
            return Json.read(value) instanceof Json.Obj object ? new Block(new Part.Opaque(dialect, object)) : null;
        } catch (MalformedJson _) {
            return null;
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String decode(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
