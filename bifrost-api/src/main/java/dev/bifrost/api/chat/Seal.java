package dev.bifrost.api.chat;

import org.jspecify.annotations.Nullable;

/**
 * Something a provider sealed: it must come back to the same kind of provider unchanged, and means nothing to another.
 *
 * <p>Clients carry it in the one field their dialect has for it, so it can say there whose it is: {@link #portable}.
 *
 * @param origin who can read it: {@code anthropic} (wherever Claude runs), {@code openai}, {@code gemini}, or the name
 *               of another dialect; no dot
 * @param value  as the provider wrote it
 */
public record Seal(String origin, String value) {
    private static final String MARK = "bf1.";

    /** The value for a client whose dialect's own seals are of {@code nativeOrigin}: those stay as they are. */
    public String portable(String nativeOrigin) {
        return origin.equals(nativeOrigin) ? value : MARK + origin + '.' + value;
    }

    /** Reads what {@link #portable} wrote; null stays null. */
    public static @Nullable Seal ofPortable(@Nullable String carried, String nativeOrigin) {
        if (carried == null || carried.isEmpty()) {
            return null;
        }
        int dot = carried.startsWith(MARK) ? carried.indexOf('.', MARK.length()) : -1;
        return dot < 0
                ? new Seal(nativeOrigin, carried)
                : new Seal(carried.substring(MARK.length(), dot), carried.substring(dot + 1));
    }

    /** The value if {@code seal} is of that origin, else null. */
    public static @Nullable String valueFor(@Nullable Seal seal, String origin) {
        return seal != null && seal.origin.equals(origin) ? seal.value : null;
    }
}
