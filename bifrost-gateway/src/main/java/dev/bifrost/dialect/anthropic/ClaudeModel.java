package dev.bifrost.dialect.anthropic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Claude can do and what it refuses, told by its name in any spelling: {@code claude-opus-4-6},
 * {@code us.anthropic.claude-sonnet-4-5-20250929-v1:0}, {@code claude-3-5-haiku@20241022}.
 *
 * <p>The figures are those of https://platform.claude.com/docs/en/about-claude/models/overview and of the migration
 * guides of each model beside it. A Claude whose name is not understood counts as the newest; what is no Claude at all,
 * but speaks its dialect, is trusted with everything that Claude 3.7 understood.
 *
 * @param version such as 405 for 4.5
 */
record ClaudeModel(Family family, int version) {

    enum Family {
        OPUS,
        SONNET,
        HAIKU,
        FABLE,
        MYTHOS,
        /** A Claude of a name that is not known. */
        UNKNOWN,
        /** No Claude. */
        OTHER
    }

    /** How a model is told not to think. */
    enum ThinkingOff {
        /** It does not unless it is told to. */
        OMIT,
        DISABLED,
        BETWEEN_TOOLS,
        /** It can not be told. */
        NEVER
    }

    /** What an answer may take at most, if nobody says: long, and kind to Bedrock's quota, which counts it in advance. */
    private static final long ENOUGH = 32_000;

    private static final int NEWEST = 505;
    private static final Pattern NAME =
            Pattern.compile("claude-(opus|sonnet|haiku|fable|mythos)-(\\d{1,2})(?!\\d)(?:[.-](\\d{1,2})(?!\\d))?");
    private static final Pattern OLD_NAME = Pattern.compile("claude-(\\d)(?:[.-](\\d))?-(opus|sonnet|haiku)");

    static ClaudeModel of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher matcher = NAME.matcher(lower);
        if (matcher.find()) {
            return new ClaudeModel(family(matcher.group(1)), version(matcher.group(2), matcher.group(3)));
        }
        matcher = OLD_NAME.matcher(lower);
        if (matcher.find()) {
            return new ClaudeModel(family(matcher.group(3)), version(matcher.group(1), matcher.group(2)));
        }
        if (lower.contains("claude-instant") || lower.matches(".*claude-v?2.*")) {
            return new ClaudeModel(Family.SONNET, 200);
        }
        if (lower.contains("claude-mythos")) {
            return new ClaudeModel(Family.MYTHOS, 500);
        }
        return lower.contains("claude") ? new ClaudeModel(Family.UNKNOWN, NEWEST) : new ClaudeModel(Family.OTHER, 0);
    }

    private static Family family(String name) {
        return Family.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static int version(String major, String minor) {
        return 100 * Integer.parseInt(major) + (minor == null ? 0 : Integer.parseInt(minor));
    }

    private boolean other() {
        return family == Family.OTHER;
    }

    /** Takes {@code thinking: {"type":"adaptive"}} and {@code output_config.effort}. */
    boolean adaptive() {
        return version >= 406;
    }

    /** Takes {@code thinking: {"type":"enabled","budget_tokens":…}}. */
    boolean budget() {
        return other() || (version >= 307 && version <= 406);
    }

    /** Thinks although nobody asked it to. */
    boolean thinksUnasked() {
        return version >= 500;
    }

    ThinkingOff thinkingOff() {
        if (!thinksUnasked()) {
            return ThinkingOff.OMIT;
        }
        return switch (family) {
            case HAIKU -> ThinkingOff.DISABLED;
            case SONNET -> version < 505 ? ThinkingOff.DISABLED : ThinkingOff.BETWEEN_TOOLS;
            case OPUS -> version < 505 ? ThinkingOff.DISABLED : ThinkingOff.NEVER;
            case FABLE, MYTHOS, UNKNOWN, OTHER -> ThinkingOff.NEVER;
        };
    }

    /** Takes {@code xhigh}; those before know {@code max} above {@code high}. */
    boolean extraHighEffort() {
        return version >= 407;
    }

    /** Takes {@code temperature}, {@code top_p} and {@code top_k} that are not the standard. */
    boolean sampling() {
        return version < 407;
    }

    /** Takes {@code temperature} and {@code top_p} in one request. */
    boolean temperatureWithTopP() {
        return version < 401;
    }

    /** Goes on with an answer that the client began. */
    boolean prefill() {
        return version < 406;
    }

    /** Can be made to use a tool. */
    boolean forcedTools() {
        return switch (family) {
            case OPUS, SONNET -> version < 505;
            case FABLE, MYTHOS -> version < 501;
            case HAIKU, UNKNOWN, OTHER -> true;
        };
    }

    /**
     * Takes {@code output_config.format} and {@code strict} tools. Bedrock refuses both for models after 4.6: "Extra
     * inputs are not permitted".
     */
    boolean schemas(MessagesFlavour flavour) {
        return version >= 405 && (flavour != MessagesFlavour.BEDROCK || version <= 406);
    }

    /**
     * Takes messages of the role {@code system}
     * (https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages).
     */
    boolean systemTurns(MessagesFlavour flavour) {
        return version >= 408 && flavour == MessagesFlavour.DIRECT;
    }

    /** Takes the {@code ttl} of a cache mark. */
    boolean cacheTtl(MessagesFlavour flavour) {
        return flavour != MessagesFlavour.BEDROCK || version >= 405;
    }

    /** The most tokens that an answer may have; {@link Long#MAX_VALUE} if that is not known. */
    long mostTokens() {
        if (other()) {
            return Long.MAX_VALUE;
        }
        if (version >= 406) {
            return 128_000;
        }
        if (version >= 400) {
            return family == Family.OPUS && version < 405 ? 32_000 : 64_000;
        }
        return version >= 307 ? 64_000 : version >= 305 ? 8192 : 4096;
    }

    /** {@code max_tokens}, which Claude demands, for clients that do not say. */
    long usualTokens() {
        return other() ? 8192 : Math.min(ENOUGH, mostTokens());
    }
}
