package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.Recipient;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who seals thoughts with keys of its own. One who cannot open a seal refuses the whole request, so that each gets back
 * only its own; a proxy counts as OpenAI.
 *
 * @param origin of its seals
 */
record Sealing(String origin) {
    static final Sealing OPENAI = new Sealing(Carried.NATIVE);
    private static final Set<String> OTHERS = Set.of("azure", "xai");

    static Sealing of(Recipient provider) {
        return OTHERS.contains(provider.type()) ? new Sealing(provider.type()) : OPENAI;
    }

    /** Whether a seal is of a provider that speaks this API, so that the text beside it is a summary. */
    static boolean isOfThisApi(Seal seal) {
        return seal.origin().equals(Carried.NATIVE) || OTHERS.contains(seal.origin());
    }

    /** The seal of a reasoning item; null if it has none. */
    @Nullable
    Seal seal(@Nullable String sealed) {
        return sealed == null || sealed.isEmpty() ? null : new Seal(origin, sealed);
    }

    /** The content of a seal of theirs; null for any other. */
    @Nullable
    String open(@Nullable Seal seal) {
        return Seal.valueFor(seal, origin);
    }
}
