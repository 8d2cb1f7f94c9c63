package dev.bifrost.audit.content;

import dev.bifrost.api.settings.Describe;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code observability.audit.redact}. */
@Describe("What is taken out of content before it is kept.")
public record RedactionSettings(
        @Describe(
                value =
                        "JSON pointers of what is left out of requests and answers, such as /messages/*/content; * is every "
                                + "item or member.",
                byDefault = "[]")
        List<String> pointers,

        @Describe(
                value = "Regular expressions (of Java); what they find in texts, names and numbers is left out.",
                byDefault = "[]")
        List<String> patterns) {

    /** Absent keys arrive as null and leave as their defaults. */
    public RedactionSettings {
        pointers = pointers == null ? List.of() : List.copyOf(pointers);
        patterns = patterns == null ? List.of() : List.copyOf(patterns);
        for (String pointer : pointers) {
            if (!pointer.startsWith("/")) {
                throw new IllegalArgumentException(".pointers: '" + pointer + "' does not begin with /");
            }
        }
        for (String pattern : patterns) {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        ".patterns: '" + pattern + "' is no regular expression: " + e.getDescription(), e);
            }
        }
    }

    /** Takes out nothing. */
    public static RedactionSettings none() {
        return new RedactionSettings(List.of(), List.of());
    }
}
