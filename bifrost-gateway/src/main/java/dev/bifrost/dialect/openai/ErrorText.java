package dev.bifrost.dialect.openai;

import java.util.regex.Pattern;

/** Makes what a provider says fit for a client's eyes: one short line, without markup and without credentials. */
final class ErrorText {
    /** The longest message, in UTF-16 units. */
    static final int MAX = 512;

    /** What is looked at at all; bounds the work. */
    private static final int MAX_RAW = 8192;

    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>([^<]*)</title");
    private static final Pattern INVISIBLE = Pattern.compile("(?is)<(script|style)\\b.*?</\\1[^>]*>?");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z!][^>]*>?");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cc}\\u2028\\u2029]+");

    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=*-]{6,}");
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)\\b([\\w-]*(?:key|token|secret|password|signature)[\"']?\\s*[=:]\\s*)[\"']?[\\w.~+/=*-]{6,}[\"']?");
    private static final Pattern KNOWN = Pattern.compile(
            "\\b(?:(?:sk|pk|rk|vk|gsk|xai|pplx|hf|nvapi|key|AIza|AKIA|ASIA|eyJ)[-_]?)(?=[\\w.*-]*[0-9*])[\\w.*-]{8,}");

    private ErrorText() {}

    /** The message in a form that may be passed on. */
    static String of(String raw) {
        String text = raw.length() > MAX_RAW ? raw.substring(0, MAX_RAW) : raw;
        text = withoutMarkup(text);
        text = SPACE.matcher(text).replaceAll(" ").strip();
        return cut(masked(text));
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
        return KNOWN.matcher(masked).replaceAll("***");
    }

    private static String cut(String text) {
        if (text.length() <= MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX - 2)) ? MAX - 2 : MAX - 1;
        return text.substring(0, end) + "…";
    }
}
