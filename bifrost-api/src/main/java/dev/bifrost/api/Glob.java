package dev.bifrost.api;

/**
 * A pattern for names of models and aliases: {@code *} stands for any run of characters, slashes included; everything
 * else stands for itself, in the case in which it is written.
 */
public final class Glob {
    private final String pattern;
    private final String[] parts;

    private Glob(String pattern) {
        this.pattern = pattern;
        this.parts = pattern.split("\\*", -1);
    }

    /** Any text is a glob. */
    public static Glob of(String pattern) {
        return new Glob(pattern);
    }

    /** True if it holds a {@code *}, so that it can match more than its own text. */
    public boolean isPattern() {
        return parts.length > 1;
    }

    /** True if the whole of {@code text} matches. Takes time linear in its length for a fixed pattern. */
    public boolean matches(String text) {
        if (parts.length == 1) {
            return pattern.equals(text);
        }
        String last = parts[parts.length - 1];
        if (!text.startsWith(parts[0]) || text.length() < parts[0].length() + last.length()) {
            return false;
        }
        int at = parts[0].length();
        int end = text.length() - last.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], at);
            if (found < 0 || found + parts[i].length() > end) {
                return false;
            }
            at = found + parts[i].length();
        }
        return text.endsWith(last);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob that && pattern.equals(that.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
