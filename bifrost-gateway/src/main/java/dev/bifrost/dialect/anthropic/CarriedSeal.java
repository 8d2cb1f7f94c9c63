package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Seal;
import org.jspecify.annotations.Nullable;

/**
 * A seal as it stands in the {@code signature} or {@code data} of a thinking block. Anthropic's own stand as they are;
 * those of others may be followed by a note, because they need what the block has no field for.
 *
 * @param note the id of the item that the seal is of, or {@link #OF_THE_BLOCK_BEFORE}; null if there is none
 */
record CarriedSeal(@Nullable Seal seal, @Nullable String note) {
    /** Claude's seals, wherever it runs. */
    static final String ORIGIN = "anthropic";

    /** The seal is no thought's, but that of the text or tool call before: Gemini seals those too. */
    static final String OF_THE_BLOCK_BEFORE = "@";

    /** Occurs in no base64. */
    private static final char NOTE = '#';

    static CarriedSeal read(@Nullable String carried) {
        Seal seal = Seal.ofPortable(carried, ORIGIN);
        if (seal == null || seal.origin().equals(ORIGIN)) {
            return new CarriedSeal(seal, null);
        }
        int note = seal.value().lastIndexOf(NOTE);
        return note < 0
                ? new CarriedSeal(seal, null)
                : new CarriedSeal(
                        new Seal(seal.origin(), seal.value().substring(0, note)),
                        seal.value().substring(note + 1));
    }

    String write() {
        if (seal == null) {
            return "";
        }
        String carried = seal.portable(ORIGIN);
        return note == null || seal.origin().equals(ORIGIN) ? carried : carried + NOTE + note;
    }

    boolean ofTheBlockBefore() {
        return OF_THE_BLOCK_BEFORE.equals(note);
    }
}
