package dev.bifrost.pricing;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A rule by which a name is a model's. Names come in lower case. */
record ModelMatch(Kind kind, String text, @Nullable Pattern pattern) {

    enum Kind {
        EQUAL('='),
        BEGINNING('^'),
        END('$'),
        PART('*'),
        REGULAR('~');

        private final char sign;

        Kind(char sign) {
            this.sign = sign;
        }
    }

    static ModelMatch of(Kind kind, String text) {
        return kind == Kind.REGULAR
                ? new ModelMatch(kind, text, Pattern.compile(text, Pattern.CASE_INSENSITIVE))
                : new ModelMatch(kind, text.toLowerCase(Locale.ROOT), null);
    }

    /** As {@code prices.txt} writes it: a sign and the text. */
    static ModelMatch parse(String signed) {
        for (Kind kind : Kind.values()) {
            if (signed.length() > 1 && signed.charAt(0) == kind.sign) {
                return of(kind, signed.substring(1));
            }
        }
        throw new IllegalArgumentException("'" + signed + "' is no match");
    }

    boolean matches(String name) {
        return switch (kind) {
            case EQUAL -> name.equals(text);
            case BEGINNING -> name.startsWith(text);
            case END -> name.endsWith(text);
            case PART -> name.contains(text);
            case REGULAR -> pattern != null && pattern.matcher(name).find();
        };
    }
}
