package dev.bifrost.journal;

import java.nio.file.Path;

/**
 * Something in the journal's files that is not as it was written.
 *
 * @param offset in bytes from the file's start
 * @param what   what is wrong, for people
 */
public record Finding(Path file, long offset, String what) {
    @Override
    public String toString() {
        return file + " at byte " + offset + ": " + what;
    }
}
