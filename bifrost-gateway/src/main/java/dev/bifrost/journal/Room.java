package dev.bifrost.journal;

import dev.bifrost.journal.JournalSettings.WhenFull;
import java.io.IOException;

/** How much of the disk the journal takes, and what gives when that is too much. */
final class Room {
    private final JournalSettings settings;
    private final Segments segments;
    private final Followers followers;
    private final Disk disk;
    private volatile boolean full;

    Room(JournalSettings settings, Segments segments, Followers followers, Disk disk) {
        this.settings = settings;
        this.segments = segments;
        this.followers = followers;
        this.disk = disk;
    }

    /**
     * Makes room if need be.
     *
     * @param tail    what the segment that is being written takes
     * @param mayDrop false while older segments are needed
     * @throws IOException if there is no room left even for calls that are already under way
     */
    void check(long tail, boolean mayDrop) throws IOException {
        if (segments.closedBytes() + tail > refuseAt()) {
            segments.refresh();
            if (mayDrop && settings.whenFull() == WhenFull.DROP_DELIVERED) {
                long delivered = followers.delivered();
                while (segments.closedBytes() + tail > refuseAt() && segments.dropOldest(delivered, disk)) {}
            }
        }
        long taken = segments.closedBytes() + tail;
        full = taken > refuseAt();
        if (taken > settings.maxDisk().bytes()) {
            throw new IOException(reason());
        }
    }

    /** The last sixteenth is for the records of calls that were let in before. */
    private long refuseAt() {
        return settings.maxDisk().bytes() / 16 * 15;
    }

    boolean full() {
        return full;
    }

    String reason() {
        String why = settings.whenFull() == WhenFull.REFUSE
                ? "move old segments away from " + segments.folder() + ", or set when_full: drop_delivered"
                : "no follower has read what could be deleted; the last one behind is " + followers.last();
        return "the journal is full (journal.max_disk is " + settings.maxDisk() + "): " + why;
    }
}
