package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.dialect.Recipient;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The model behind an id, an id of a cross-region profile or an ARN, as far as it can be told: Converse is one format,
 * but what models accept in it differs.
 *
 * <p>The ARNs of application inference profiles and of provisioned throughput name no model; a quirk
 * {@code family_anthropic}, {@code family_nova} and so on says what is behind.
 *
 * @param id      the part that names the model, lower case
 * @param version of Claude, such as 307 for 3.7 and 500 for 5; 0 if it is not known
 */
record BedrockModel(Family family, String id, int version) {
    private static final Pattern CLAUDE_VERSION =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d)");
    private static final int ARN_PARTS = 6;
    private static final int NEWEST = 500;

    /** Whose model it is. */
    enum Family {
        CLAUDE("anthropic", "claude"),
        NOVA("nova", "nova-"),
        OPENAI("openai", "openai."),
        DEEPSEEK("deepseek", "deepseek."),
        MISTRAL("mistral", "mistral."),
        LLAMA("meta", "meta."),
        COHERE("cohere", "cohere."),
        /** Somebody else's. */
        OTHER("other", "."),
        /** The id does not say. */
        UNKNOWN("unknown", "");

        private final String word;
        private final String mark;

        Family(String word, String mark) {
            this.word = word;
            this.mark = mark;
        }
    }

    static BedrockModel of(Recipient recipient) {
        String name = recipient.model().toLowerCase(Locale.ROOT);
        String[] parts = name.split(":", ARN_PARTS);
        String id = name.startsWith("arn:") ? parts[parts.length - 1] : name;
        Family family = family(id, recipient);
        return new BedrockModel(family, id, family == Family.CLAUDE ? version(id) : 0);
    }

    private static Family family(String id, Recipient recipient) {
        for (Family each : Family.values()) {
            if (recipient.has("family_" + each.word)) {
                return each;
            }
        }
        for (Family each : Family.values()) {
            if (id.contains(each.mark)) {
                return each;
            }
        }
        return Family.UNKNOWN;
    }

    private static int version(String id) {
        Matcher matcher = CLAUDE_VERSION.matcher(id);
        if (matcher.find()) {
            String minor = matcher.group(2);
            return 100 * Integer.parseInt(matcher.group(1)) + (minor == null ? 0 : Integer.parseInt(minor));
        }
        return isFableOrMythos(id) ? NEWEST : id.contains("claude-v") || id.contains("instant") ? 200 : 0;
    }

    private static boolean isFableOrMythos(String id) {
        return id.contains("mythos") || id.contains("fable");
    }

    boolean is(Family other) {
        return family == other;
    }

    boolean isClaude() {
        return family == Family.CLAUDE;
    }

    /** True for Claude of at least this version; one of unknown version counts as 4.5. */
    boolean isClaudeFrom(int least) {
        return isClaude() && (version == 0 ? 405 : version) >= least;
    }

    /** Claude that always thinks (https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html). */
    boolean alwaysThinks() {
        return isClaude() && isFableOrMythos(id);
    }

    boolean isNova2() {
        return family == Family.NOVA && id.contains("nova-2");
    }

    /** Whose seals its thoughts bear. */
    String sealOrigin() {
        return isClaude() ? "anthropic" : "bedrock";
    }

    /** Whether it has a prompt cache; without one a {@code cachePoint} is an error. */
    boolean caches() {
        return isClaudeFrom(305) || family == Family.NOVA;
    }

    /** Whether a result of a tool may have a {@code status}. */
    boolean takesResultStatus() {
        return isClaude() || family == Family.NOVA || family == Family.UNKNOWN;
    }

    /** Whether results of tools must be alone in their turn. */
    boolean wantsResultsAlone() {
        return family == Family.MISTRAL || family == Family.COHERE || family == Family.LLAMA;
    }

    /** Whether the conversation may end with the beginning of the answer. */
    boolean takesPrefill() {
        return isClaude() && !isClaudeFrom(406);
    }

    /** Whether it can be made to use some tool. */
    boolean takesAnyChoice() {
        return family != Family.LLAMA && family != Family.COHERE;
    }

    /** Whether it can be made to use a certain tool. */
    boolean takesNamedChoice() {
        return isClaude() || family == Family.NOVA || family == Family.DEEPSEEK || family == Family.UNKNOWN;
    }

    /** OpenAI's open models, which differ from its others. */
    boolean isGptOss() {
        return id.contains("gpt-oss");
    }

    /** OpenAI's closed models. */
    boolean isGpt() {
        return family == Family.OPENAI && !isGptOss();
    }
}
