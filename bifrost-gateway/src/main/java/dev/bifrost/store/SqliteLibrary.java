package dev.bifrost.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native part. The driver finds out by many ways what system this is, unpacks the part to a file at each start
 * and compares that byte by byte, which takes 110 ms. On the systems that we know it is done here in 20 ms, and beside
 * the database where the temporary folder does not allow execution.
 */
final class SqliteLibrary {
    private static final String NAME = "libsqlitejdbc.so";
    private static final String FOLDER_PROPERTY = "org.sqlite.lib.path";
    private static final String NAME_PROPERTY = "org.sqlite.lib.name";
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it, once. What can not be done here is left to the driver, which tries its own ways and says which. */
    static void load(Path beside) {
        String resource = resource();
        LOCK.lock();
        try {
            if (!loaded && resource != null && System.getProperty(FOLDER_PROPERTY) == null) {
                loaded = load(resource, Path.of(System.getProperty("java.io.tmpdir"))) || load(resource, beside);
            }
        } finally {
            LOCK.unlock();
        }
    }

    /** Null where the driver shall look for itself. A Linux with another C library refuses to load what this names. */
    private static @Nullable String resource() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> "native/Linux/x86_64/" + NAME;
            case "aarch64" -> "native/Linux/aarch64/" + NAME;
            default -> null;
        };
    }

    private static boolean load(String resource, Path parent) {
        // Made, not found: nobody else can have put a library there.
        Path folder = parent.resolve(
                "bifrost-sqlite-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()));
        try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (packed == null) {
                return false;
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(packed, folder.resolve(NAME));
            System.setProperty(FOLDER_PROPERTY, folder.toString());
            System.setProperty(NAME_PROPERTY, NAME);
            // By the driver, which does nothing if it has loaded its own copy for somebody else before: with two of
            // them, what one has opened is used by the functions of the other.
            return SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError _) {
            return false;
        } finally {
            System.clearProperty(FOLDER_PROPERTY);
            System.clearProperty(NAME_PROPERTY);
            remove(folder);
        }
    }

    /** A loaded library needs its file no longer. */
    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // a file of one megabyte remains
        }
    }
}
