package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of the journal, named by its first entry's sequence.
 */
record Segment(long first, Path file) {
    private static final String ENDING = ".journal";
    private static final Pattern NAME = Pattern.compile("\\d{19}\\.journal");

    static Segment in(Path folder, long first) {
        return new Segment(first, folder.resolve(String.format("%019d%s", first, ENDING)));
    }

    /** All of a folder, oldest first. */
    static List<Segment> list(Path folder) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (NAME.matcher(name).matches()) {
                    segments.add(new Segment(Long.parseLong(name.substring(0, 19)), file));
                }
            }
        }
        segments.sort(Comparator.comparingLong(Segment::first));
        return segments;
    }
}
