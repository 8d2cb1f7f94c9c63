package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the file {@code state} says: how far the journal was safely on disk, at least. It proves that an entry that can
 * not be read was once there, and so is damaged, not unfinished.
 *
 * @param sequence the last entry that was known to be on disk
 * @param clean    true if the journal was closed after that entry
 */
record Mark(UUID instance, long sequence, boolean clean) {
    static final String FILE = "state";
    static final int LENGTH = 40;

    private static final byte[] NAME = "BFSTATE1".getBytes(US_ASCII);

    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.put(NAME)
                .putLong(sequence)
                .putLong(instance.getMostSignificantBits())
                .putLong(instance.getLeastSignificantBits())
                .putInt(clean ? 1 : 0);
        return bytes.putInt(Layout.crc(bytes.array(), 0, LENGTH - 4)).array();
    }

    /** Null if there is none, or none that can be believed. */
    static @Nullable Mark read(Path folder) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(folder.resolve(FILE));
        } catch (NoSuchFileException _) {
            return null;
        }
        if (bytes.length != LENGTH
                || !Arrays.equals(bytes, 0, NAME.length, NAME, 0, NAME.length)
                || Layout.getInt(bytes, LENGTH - 4) != Layout.crc(bytes, 0, LENGTH - 4)) {
            return null;
        }
        return new Mark(Layout.instance(bytes, 16), Layout.getLong(bytes, 8), Layout.getInt(bytes, 32) == 1);
    }
}
