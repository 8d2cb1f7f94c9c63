package dev.bifrost.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the writer does to files; another one in tests, which fails as disks do. */
interface Disk {
    /** Opens a file, which is made if it is not there. */
    Output open(Path file) throws IOException;

    /** Deletes a file, durably. */
    void delete(Path file) throws IOException;

    /** Makes it durable which files are in a folder. */
    void syncFolder(Path folder) throws IOException;

    /** An open file. */
    interface Output extends Closeable {
        void write(byte[] bytes, int from, int length, long offset) throws IOException;

        void truncate(long size) throws IOException;

        /** Returns when all that was written is on the device. */
        void force() throws IOException;
    }

    /** The file system. */
    static Disk real() {
        return new Disk() {
            @Override
            public Output open(Path file) throws IOException {
                return new RealFile(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            }

            @Override
            public void delete(Path file) throws IOException {
                Files.deleteIfExists(file);
                Path folder = file.getParent();
                if (folder != null) {
                    syncFolder(folder);
                }
            }

            @Override
            public void syncFolder(Path folder) throws IOException {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        };
    }

    /** A file of the file system. */
    record RealFile(FileChannel channel) implements Output {
        /** The JDK copies what is written to memory outside the heap; this bounds it. */
        private static final int PIECE = 128 << 10;

        @Override
        public void write(byte[] bytes, int from, int length, long offset) throws IOException {
            int written = 0;
            while (written < length) {
                var piece = ByteBuffer.wrap(bytes, from + written, Math.min(PIECE, length - written));
                written += channel.write(piece, offset + written);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
