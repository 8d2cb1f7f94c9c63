package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Reasoning;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes, as far as its name tells. Of names that are not known nothing is assumed.
 * https://platform.openai.com/docs/guides/latest-model and https://platform.openai.com/docs/guides/reasoning
 *
 * @param kind    whether it thinks before it answers
 * @param version 10 times the number in a GPT's name, such as 51 for gpt-5.1; 0 for all others
 * @param variant what stands behind the number, such as {@code codex}
 */
record ModelFamily(Kind kind, int version, String variant) {
    private static final Pattern O_SERIES = Pattern.compile("o[0-9]+(-.*)?");
    private static final Pattern GPT = Pattern.compile("gpt-([0-9]{1,2})(?:\\.([0-9]))?(?:-(.+))?");
    private static final Pattern THINKING_GROK = Pattern.compile("grok-(3-mini|code|[4-9]).*");

    /** Whether a model thinks before it answers. */
    enum Kind {
        /** OpenAI's, of which each takes only some efforts and hardly any sampling. */
        THINKING,
        /** Another's that seals its thoughts the same way. */
        SEALING,
        /** It does not think. */
        PLAIN,
        UNKNOWN
    }

    static ModelFamily of(String model) {
        // Aggregators put the maker in front; a model tuned by its user is called ft:gpt-4o:...
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        name = name.startsWith("ft:") ? name.substring(3).split(":", 2)[0] : name;
        Matcher gpt = GPT.matcher(name);
        if (gpt.matches()) {
            return gpt(gpt);
        }
        return new ModelFamily(kind(name), 0, "");
    }

    private static ModelFamily gpt(Matcher name) {
        int minor = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
        int version = 10 * Integer.parseInt(name.group(1)) + minor;
        String variant = name.group(3) == null ? "" : name.group(3);
        boolean plain = version < 50 || (version == 50 && variant.startsWith("chat"));
        return new ModelFamily(plain ? Kind.PLAIN : Kind.THINKING, version, variant);
    }

    private static Kind kind(String name) {
        if (O_SERIES.matcher(name).matches()
                || name.equals("codex-mini-latest")
                || name.startsWith("computer-use-preview")) {
            return Kind.THINKING;
        }
        if (name.startsWith("gpt-4o") || name.startsWith("gpt-3.5") || name.startsWith("chatgpt-")) {
            return Kind.PLAIN;
        }
        boolean grok = THINKING_GROK.matcher(name).matches() && !name.contains("non-reasoning");
        return grok ? Kind.SEALING : Kind.UNKNOWN;
    }

    /** Whether it takes temperature, top_p and logprobs: from gpt-5.1 to gpt-5.9 only where thinking is off. */
    boolean takesSampling(@Nullable Reasoning wish) {
        boolean off = wish != null && wish.mode() == Reasoning.Mode.OFF;
        return kind != Kind.THINKING || (off && version > 50 && version < 60);
    }

    /** Whether it takes a wish how much to think. */
    boolean takesReasoning() {
        return kind != Kind.PLAIN;
    }

    /** The effort nearest to this one that it takes; {@code none} for no thinking. */
    String effort(String word) {
        if (kind != Kind.THINKING) {
            return word;
        }
        return switch (word) {
            case "none" -> takesNone() ? word : effort("minimal");
            case "minimal" ->
                version == 50 && !variant.startsWith("codex") && !variant.startsWith("pro") ? word : "low";
            case "xhigh" -> version > 51 || variant.startsWith("codex-max") ? word : "high";
            case "max" -> version > 55 ? word : effort("xhigh");
            default -> word;
        };
    }

    private boolean takesNone() {
        return version > 50 && !variant.startsWith("codex") && !variant.startsWith("pro");
    }
}
