package dev.bifrost.api.dialect;

import java.util.Set;

/**
 * Who is asked.
 *
 * @param provider the configured provider's name
 * @param type     the catalogue's name for its kind, such as {@code mistral}; {@code custom} for one that it does not know
 * @param model    as the provider calls it
 * @param quirks   where it departs from its dialect, from the catalogue and the configuration; what the words mean is up
 *                 to the dialect
 */
public record Recipient(String provider, String type, String model, Set<String> quirks) {
    public Recipient {
        quirks = Set.copyOf(quirks);
    }

    /** True if the provider has this quirk. */
    public boolean has(String quirk) {
        return quirks.contains(quirk);
    }
}
