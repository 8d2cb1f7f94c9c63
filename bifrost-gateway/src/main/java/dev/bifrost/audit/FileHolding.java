package dev.bifrost.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Files of JSON lines, each an object with {@code instance}, {@code sequence}, {@code previous} and {@code hash} in
 * hexadecimal digits, {@code entry}, and {@code attachment} in Base64. The entry is an object, byte for byte as in the
 * journal, or a string that holds one.
 */
public final class FileHolding implements Holding {
    private static final JsonFactory JSON = new JsonFactory();

    private static final int TRIES = 5;

    private final Path file;
    private List<String> troubles = List.of();

    /** @param file what a sink writes; those it has set aside stand beside it, with {@code -} and 19 digits in their names */
    public FileHolding(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public void read(Consumer<Kept> each) throws SinkFailure {
        List<String> wrong = new ArrayList<>();
        try {
            for (int i = 1; ; i++) {
                List<Path> aside = SetAside.of(file);
                try (InputStream in = open()) {
                    if (!aside.equals(SetAside.of(file)) && i < TRIES) {
                        continue; // it was set aside just now
                    }
                    for (Path older : aside) {
                        try (InputStream lines = new BufferedInputStream(Files.newInputStream(older), 1 << 16)) {
                            lines(older, lines, false, wrong, each);
                        }
                    }
                    lines(file, in, true, wrong, each);
                    break;
                }
            }
        } catch (IOException e) {
            throw new SinkFailure(SinkFailure.Kind.FAULT, file + " can not be read: " + e, e);
        }
        troubles = List.copyOf(wrong);
    }

    private InputStream open() throws IOException {
        return Files.exists(file)
                ? new BufferedInputStream(Files.newInputStream(file), 1 << 16)
                : InputStream.nullInputStream();
    }

    /** @param growing whether the last line may be one that is being written */
    private static void lines(Path file, InputStream in, boolean growing, List<String> wrong, Consumer<Kept> each)
            throws IOException {
        Line line = new Line();
        for (long number = 1; line.read(in); number++) {
            if (growing && !line.whole) {
                return;
            }
            Kept kept = kept(line.bytes);
            if (kept == null) {
                wrong.add(file + ": line " + number + " can not be read");
            } else {
                each.accept(kept);
            }
        }
    }

    /** A line as it stands in a file. */
    private static final class Line {
        private byte[] bytes = {};
        private boolean whole;

        /** False if there is none. */
        boolean read(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(2048);
            int read = in.read();
            for (; read >= 0 && read != '\n'; read = in.read()) {
                line.write(read);
            }
            bytes = line.toByteArray();
            whole = read >= 0;
            return whole || bytes.length > 0;
        }
    }

    /** Null if it is none. */
    private static @Nullable Kept kept(byte[] line) {
        Values values = new Values();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                values.take(name, json, line);
            }
            return values.kept();
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The values of one. */
    private static final class Values {
        private @Nullable UUID instance;
        private long sequence;
        private byte @Nullable [] previous;
        private byte @Nullable [] hash;
        private byte @Nullable [] entry;
        private byte @Nullable [] attachment;

        void take(String name, JsonParser json, byte[] line) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            switch (name) {
                case "instance" -> instance = UUID.fromString(json.getString());
                case "sequence" -> sequence = json.getLongValue();
                case "previous" -> previous = HexFormat.of().parseHex(json.getString());
                case "hash" -> hash = HexFormat.of().parseHex(json.getString());
                case "attachment" -> attachment = Base64.getDecoder().decode(json.getString());
                case "entry" -> entry = entry(token, json, line);
                default -> json.skipChildren();
            }
        }

        private static byte[] entry(JsonToken token, JsonParser json, byte[] line) {
            if (token == JsonToken.VALUE_STRING) {
                return json.getString().getBytes(StandardCharsets.UTF_8);
            }
            int from = (int) json.currentTokenLocation().getByteOffset();
            json.skipChildren();
            return Arrays.copyOfRange(line, from, (int) json.currentLocation().getByteOffset());
        }

        @Nullable
        Kept kept() {
            return instance == null || sequence < 1 || hash == null || entry == null
                    ? null
                    : new Kept(instance, sequence, previous, hash, entry, attachment);
        }
    }

    /** A file does not say. */
    @Override
    public @Nullable Long taken(UUID instance) {
        return null;
    }

    @Override
    public List<String> troubles() {
        return troubles;
    }
}
