package dev.bifrost.dialect.openai;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes what a provider says fit for a client's eyes: one short line, without markup and without credentials. */
final class ErrorText {
    /** The longest message, in UTF-16 units. */
    static final int MAX = 512;

    /** The longest code or name of a field. */
    private static final int MAX_WORD = 128;

    /** What is looked at at all; bounds the work. */
    private static final int MAX_RAW = 8192;

    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>([^<]*)</title");
    private static final Pattern INVISIBLE = Pattern.compile("(?is)<(script|style)\\b.*?</\\1[^>]*>?");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z!][^>]*>?");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cc}\\u2028\\u2029]+");

    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=*-]{6,}");
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)\\b([\\w-]*(?:key|token|secret|password|signature)[\"']?\\s*[=:]\\s*)[\"']?[\\w.~+/=*-]{6,}[\"']?");
    /** Prefixes that no word has: what follows needs no digit, because operators choose keys of their own. */
    private static final Pattern PREFIXED =
            Pattern.compile("\\b(?:(?:sk|vk|gsk|xai|pplx|hf|nvapi)[-_]|AIza|AKIA|ASIA|eyJ)[\\w.*-]{8,}");

    /** Prefixes that words have too, such as {@code key-value-store}. */
    private static final Pattern KNOWN =
            Pattern.compile("\\b(?:sk|pk|rk|vk|gsk|xai|pplx|hf|nvapi|key)[-_]?(?=[\\w.*-]*[0-9*])[\\w.*-]{8,}");

    private static final Pattern LONG = Pattern.compile("[\\w+/=-]{32,}");

    /** A stretch of so many letters and digits in a long run is no name of a model, and no UUID. */
    private static final int STRETCH = 16;

    private ErrorText() {}

    /** The message in a form that may be passed on. */
    static String of(String raw) {
        String text = raw.length() > MAX_RAW ? raw.substring(0, MAX_RAW) : raw;
        text = withoutMarkup(text);
        text = SPACE.matcher(text).replaceAll(" ").strip();
        return cut(masked(text), MAX);
    }

    /** A code, or the name of a field, in a form that may be passed on; null if there is none. */
    static @Nullable String word(String raw) {
        String text = raw.length() > MAX_RAW ? raw.substring(0, MAX_RAW) : raw;
        text = SPACE.matcher(text).replaceAll(" ").strip();
        return text.isEmpty() ? null : cut(masked(text), MAX_WORD);
    }

    private static String withoutMarkup(String text) {
        if (text.indexOf('<') < 0) {
            return text;
        }
        var title = TITLE.matcher(text);
        if (title.find()) {
            return title.group(1);
        }
        return TAG.matcher(INVISIBLE.matcher(text).replaceAll(" ")).replaceAll(" ");
    }

    private static String masked(String text) {
        String masked = BEARER.matcher(text).replaceAll("$1 ***");
        masked = ASSIGNED.matcher(masked).replaceAll("$1***");
        masked = PREFIXED.matcher(masked).replaceAll("***");
        masked = KNOWN.matcher(masked).replaceAll("***");
        return LONG.matcher(masked)
                .replaceAll(run -> Matcher.quoteReplacement(isRandom(run.group()) ? "***" : run.group()));
    }

    /** True if a stretch of the run mixes letters and digits as hexadecimal and base64 do. */
    private static boolean isRandom(String run) {
        int letters = 0;
        int digits = 0;
        for (int i = 0; i < run.length(); i++) {
            char c = run.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
                letters++;
            } else {
                letters = 0;
                digits = 0;
            }
            if (letters > 0 && digits > 0 && letters + digits >= STRETCH) {
                return true;
            }
        }
        return false;
    }

    private static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
        return text.substring(0, end) + "…";
    }
}
