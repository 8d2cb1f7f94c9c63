package dev.bifrost.journal;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Describe;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code journal} part of the configuration. */
@Describe("Where the record of every call is kept until everybody has it, and how safely.")
public record JournalSettings(
        @Describe("A folder of its own, on a local disk.") @Nullable
        Path dir,

        @Describe(
                value = "batched: a power cut loses the last 50 ms at most. sync: a call is on disk before its answer "
                        + "ends, and its intent before it is sent. sink: the same, and a sink has it too.",
                byDefault = "batched")
        Durability durability,

        @Describe("The name of the sink that must have a call before its answer ends, with durability: sink.") @Nullable
        String sink,

        @Describe(value = "After which size another file is begun.", byDefault = "16MB")
        ByteSize segmentSize,

        @Describe(value = "What all files may take; at least four segments.", byDefault = "2GB")
        ByteSize maxDisk,

        @Describe(
                value = "drop_delivered: the oldest files that all followers have read are deleted to make room. "
                        + "refuse: nothing is deleted. Where there is no room, calls are refused; no record is lost.",
                byDefault = "drop_delivered")
        WhenFull whenFull) {

    private static final long LEAST_SEGMENT = 64 << 10;
    private static final long MOST_SEGMENT = 1 << 30;

    /** Absent keys arrive as null and leave as their defaults. */
    public JournalSettings {
        durability = durability == null ? Durability.BATCHED : durability;
        segmentSize = segmentSize == null ? new ByteSize(16 << 20) : segmentSize;
        maxDisk = maxDisk == null ? new ByteSize(2L << 30) : maxDisk;
        whenFull = whenFull == null ? WhenFull.DROP_DELIVERED : whenFull;
        if ((durability == Durability.SINK) != (sink != null)) {
            throw new IllegalArgumentException(
                    sink == null
                            ? ".durability: sink needs the name of a sink beside it, sink: NAME"
                            : ".sink: has a meaning with durability: sink only");
        }
        if (segmentSize.bytes() < LEAST_SEGMENT || segmentSize.bytes() > MOST_SEGMENT) {
            throw new IllegalArgumentException(".segment_size: " + segmentSize + " is not from 64KB to 1GB");
        }
        if (maxDisk.bytes() / 4 < segmentSize.bytes()) {
            throw new IllegalArgumentException(
                    ".max_disk: " + maxDisk + " is less than four segments of " + segmentSize + " (segment_size)");
        }
    }

    /** What holds where the file says nothing. */
    public static JournalSettings standard() {
        return new JournalSettings(
                null,
                Durability.BATCHED,
                null,
                new ByteSize(16 << 20),
                new ByteSize(2L << 30),
                WhenFull.DROP_DELIVERED);
    }

    /** When an entry is safe. */
    public enum Durability {
        BATCHED,
        SYNC,
        SINK;

        /** Whether a call is on disk before its answer ends. */
        public boolean strict() {
            return this != BATCHED;
        }
    }

    /** What is done when {@code max_disk} is reached. */
    public enum WhenFull {
        REFUSE,
        DROP_DELIVERED
    }
}
