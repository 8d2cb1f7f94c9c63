package dev.bifrost.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Answers of real providers, which are not part of the repository; who asks for one that is not there is skipped. */
public final class Recordings {
    private static final List<Path> PLACES = Stream.of(
                    System.getProperty("bifrost.recordings", ""), "../../shared/recordings", "../shared/recordings")
            .filter(place -> !place.isEmpty())
            .map(Path::of)
            .toList();

    private Recordings() {}

    public static byte[] bytes(String name) {
        var folder = PLACES.stream().filter(Files::isDirectory).findFirst();
        Assumptions.assumeTrue(
                folder.isPresent(),
                "no recordings of providers: none of " + PLACES + " exists; set -Dbifrost.recordings");
        try {
            return Files.readAllBytes(folder.orElseThrow().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stream as it was on the wire; the recordings keep only what stood behind {@code data:}. */
    public static byte[] stream(String name) {
        boolean responses = name.startsWith("openai-responses/");
        var stream = new StringBuilder();
        new String(bytes(name + ".chunks.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    if (responses) {
                        stream.append("event: ").append(line.split("\"", 5)[3]).append('\n');
                    }
                    stream.append("data: ").append(line).append("\n\n");
                });
        return stream.append(responses ? "" : "data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
