package dev.bifrost.store;

/**
 * How far a follower has come in a journal. The sequence alone decides what has been applied; the place only saves the
 * follower the search.
 *
 * @param follower who follows
 * @param journal  the journal's identity: another one for a journal that was begun anew, or its entries would be taken
 *                 for ones that were applied already
 * @param segment  the number of the segment file
 * @param position the byte after the last entry applied
 * @param sequence of the last entry applied
 */
public record JournalCursor(String follower, String journal, long segment, long position, long sequence) {}
