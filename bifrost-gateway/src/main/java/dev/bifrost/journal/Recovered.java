package dev.bifrost.journal;

import java.util.List;
import java.util.UUID;

/**
 * What the journal held when it was opened.
 *
 * @param instance   the journal's id
 * @param last       the last entry; 0 if there was none
 * @param hash       its hash, hexadecimal digits
 * @param clean      true if the journal had been closed, or was new
 * @param cutBytes   length of an unfinished end that was cut off
 * @param leases     in force
 * @param unfinished intents of calls that left no record; the journal notes them as an {@link Entry.Interruption}
 */
public record Recovered(
        UUID instance,
        long last,
        String hash,
        boolean clean,
        long cutBytes,
        List<Entry.Lease> leases,
        List<Entry.Intent> unfinished) {

    public Recovered {
        leases = List.copyOf(leases);
        unfinished = List.copyOf(unfinished);
    }
}
