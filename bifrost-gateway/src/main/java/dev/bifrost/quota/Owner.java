package dev.bifrost.quota;

import org.jspecify.annotations.Nullable;

/**
 * Whose money, calls and tokens are counted. Its text, such as {@code key:tenant-12}, is its name in journal and store.
 *
 * @param id what spend follows; a key keeps it when it is renamed or rotated
 */
public record Owner(Kind kind, String id) {

    /** What may have limits. */
    public enum Kind {
        KEY("key"),
        TEAM("team"),
        ORGANIZATION("organization"),
        ALIAS("alias"),
        PROVIDER("provider");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As in {@code key:tenant-12}. */
        public String word() {
            return word;
        }
    }

    /** A virtual key. */
    public static Owner key(String id) {
        return new Owner(Kind.KEY, id);
    }

    /** A team. */
    public static Owner team(String name) {
        return new Owner(Kind.TEAM, name);
    }

    /** An organisation. */
    public static Owner organization(String name) {
        return new Owner(Kind.ORGANIZATION, name);
    }

    /** An alias. */
    public static Owner alias(String name) {
        return new Owner(Kind.ALIAS, name);
    }

    /** A provider, by the name that it has in the configuration. */
    public static Owner provider(String name) {
        return new Owner(Kind.PROVIDER, name);
    }

    /** From its text; null if that is none. */
    public static @Nullable Owner read(String text) {
        for (Kind kind : Kind.values()) {
            int length = kind.word.length();
            if (text.length() > length + 1 && text.startsWith(kind.word) && text.charAt(length) == ':') {
                return new Owner(kind, text.substring(length + 1));
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return kind.word + ":" + id;
    }
}
