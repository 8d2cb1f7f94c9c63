package dev.bifrost.journal;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/**
 * A process that appends calls {@code first}, {@code first + 1}, … as fast as it can until it is killed. What it was told is
 * safe it notes in a mapped file, which outlives it: at 0 the last that is done, at 8 the last that was appended.
 */
final class KilledWriter {
    static final int DONE = 0;
    static final int APPENDED = 8;

    /** How many may be on their way. */
    static final int WINDOW = 400;

    private KilledWriter() {}

    static MappedByteBuffer map(Path file) throws java.io.IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 16);
        }
    }

    /** Folder, durability, mapped file, first. */
    public static void main(String[] arguments) throws Exception {
        Durability durability = Durability.valueOf(arguments[1]);
        MappedByteBuffer noted = map(Path.of(arguments[2]));
        Journal journal = Journal.open(
                Scratch.settings(durability, 256 << 10, 1 << 30, WhenFull.REFUSE),
                Path.of(arguments[0]),
                InstantSource.system(),
                System::nanoTime,
                System.err::println);
        Semaphore window = new Semaphore(WINDOW);
        for (long i = Long.parseLong(arguments[3]); ; i++) {
            long call = i;
            window.acquire();
            noted.putLong(APPENDED, call);
            boolean taken = journal.append(Records.of(Long.toString(call)), fault -> {
                if (fault != null) {
                    Runtime.getRuntime().halt(3);
                }
                noted.putLong(DONE, call);
                window.release();
            });
            if (!taken) {
                Runtime.getRuntime().halt(4);
            }
        }
    }
}
