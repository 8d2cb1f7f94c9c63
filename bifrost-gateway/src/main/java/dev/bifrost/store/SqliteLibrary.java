package dev.bifrost.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native part, which the driver unpacks to a file at each start and then compares byte by byte. Done here in a
 * tenth of its 110 ms, and beside the database where the temporary folder does not allow execution.
 */
final class SqliteLibrary {
    private static final String FOLDER = "org.sqlite.lib.path";
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it, once. What goes wrong here is left to the driver, which tries its own ways and says what it tried. */
    static void load(Path beside) {
        LOCK.lock();
        try {
            if (!loaded && System.getProperty(FOLDER) == null) {
                loaded = from(Path.of(System.getProperty("java.io.tmpdir"))) || from(beside);
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static boolean from(Path parent) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory(parent, "bifrost-sqlite");
            String name = LibraryLoaderUtil.getNativeLibName();
            Path file = folder.resolve(name);
            String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
            try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
                if (packed == null) {
                    return false;
                }
                Files.copy(packed, file);
            }
            System.load(file.toString());
            System.setProperty(FOLDER, folder.toString());
            return SQLiteJDBCLoader.initialize();
        } catch (Exception | UnsatisfiedLinkError _) {
            return false;
        } finally {
            System.clearProperty(FOLDER);
            remove(folder);
        }
    }

    /** A loaded library needs its file no longer. */
    private static void remove(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve(LibraryLoaderUtil.getNativeLibName()));
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // a file of one megabyte remains
        }
    }
}
