package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Keeps the {@link Mark}: written after every sync, forced to the device only when the journal is opened and closed. */
final class StateFile {
    private final Disk.Output file;
    private final UUID instance;

    StateFile(Disk disk, Path folder, UUID instance, long sequence) throws IOException {
        this.file = disk.open(folder.resolve(Mark.FILE));
        this.instance = instance;
        reached(sequence);
        file.force();
    }

    void reached(long sequence) throws IOException {
        write(new Mark(instance, sequence, false));
    }

    void close(long sequence) throws IOException {
        write(new Mark(instance, sequence, true));
        file.force();
        file.close();
    }

    private void write(Mark mark) throws IOException {
        byte[] bytes = mark.bytes();
        file.write(bytes, 0, bytes.length, 0);
    }
}
