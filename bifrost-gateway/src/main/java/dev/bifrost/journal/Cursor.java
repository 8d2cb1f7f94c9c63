package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a follower has come; kept in a file of its name, which is replaced as a whole. */
final class Cursor {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,63}");
    private static final Pattern FORM = Pattern.compile("v1 (\\S{36}) (\\d{1,19}) ([0-9a-f]{8})\n");

    private final Path file;
    private final UUID instance;
    private final AtomicLong passed;
    private long saved;

    private Cursor(Path file, UUID instance, long passed) {
        this.file = file;
        this.instance = instance;
        this.passed = new AtomicLong(passed);
        this.saved = passed;
    }

    /** At the journal's beginning if there is no file, or none that can be believed. */
    static Cursor read(Path folder, String name, UUID instance, Consumer<String> notices) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name for a follower; use letters, digits and -");
        }
        Path file = folder.resolve(name);
        if (Files.notExists(file)) {
            return new Cursor(file, instance, 0);
        }
        Matcher form = FORM.matcher(new String(Files.readAllBytes(file), US_ASCII));
        if (!form.matches() || !form.group(3).equals(sum(form.group(1), form.group(2)))) {
            notices.accept(file + " is damaged; '" + name + "' reads the journal from its beginning again");
            return new Cursor(file, instance, 0);
        }
        if (!form.group(1).equals(instance.toString())) {
            notices.accept(file + " belongs to another journal; '" + name + "' reads this one from its beginning");
            return new Cursor(file, instance, 0);
        }
        return new Cursor(file, instance, Long.parseLong(form.group(2)));
    }

    long passed() {
        return passed.get();
    }

    void pass(long sequence) {
        passed.accumulateAndGet(sequence, Math::max);
    }

    /** Where its owner says it is, whatever the file says. */
    void set(long sequence) {
        passed.set(sequence);
    }

    /** Writes the file if it is not up to date. */
    synchronized void save() throws IOException {
        long now = passed.get();
        if (now == saved && Files.exists(file)) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + "~");
        String text = "v1 " + instance + ' ' + now + ' ' + sum(instance.toString(), Long.toString(now)) + '\n';
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        saved = now;
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String sum(String instance, String sequence) {
        byte[] bytes = (instance + ' ' + sequence).getBytes(US_ASCII);
        return String.format("%08x", Layout.crc(bytes, 0, bytes.length));
    }
}
