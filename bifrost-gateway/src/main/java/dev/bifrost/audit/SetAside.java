package dev.bifrost.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a sink has set aside beside its own when they were full: {@code NAME-<19 digits>.EXT}, the digits being the
 * last sequence; with a further number where a journal before had a file of that name.
 */
final class SetAside {
    private SetAside() {}

    /** Where a line stands in a journal. */
    private record Place(UUID instance, long sequence) {}

    /** A file and what its first and last lines are; null if that can not be told. */
    private record Part(
            Path file, @Nullable Place first, @Nullable Place last) {
        static Part of(Path file) throws IOException {
            try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
                Place last = place(FileSink.lastLine(open));
                Place first = place(FileSink.beginning(open, 0, open.size()));
                return new Part(file, first == null ? last : first, last);
            }
        }

        private static @Nullable Place place(Matcher line) {
            return line.lookingAt() ? new Place(UUID.fromString(line.group(1)), Long.parseLong(line.group(2))) : null;
        }

        boolean isOf(UUID instance) {
            return first != null && first.instance().equals(instance);
        }

        long sequence() {
            return first == null ? 0 : first.sequence();
        }

        /** Whether it ends with another journal than it begins with, and that is this one. */
        boolean leadsTo(UUID instance) {
            return last != null && last.instance().equals(instance) && !isOf(instance);
        }
    }

    /**
     * All of them, in the order in which they were written: a journal that is new begins at 1 again, so their names do not tell.
     * Those that are no sink's stand first.
     */
    static List<Path> of(Path file) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path each : named(file)) {
            parts.add(Part.of(each));
        }
        List<Path> ordered = new ArrayList<>();
        parts.stream().filter(part -> part.first() == null).forEach(part -> ordered.add(part.file()));
        for (UUID instance : instances(parts)) {
            parts.stream()
                    .filter(part -> part.isOf(instance))
                    .sorted(Comparator.comparingLong(Part::sequence))
                    .forEach(part -> ordered.add(part.file()));
        }
        return ordered;
    }

    /** Whichever goes on in a file that another has begun comes behind that one. */
    private static List<UUID> instances(List<Part> parts) {
        Set<UUID> left = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part.first() != null) {
                left.add(part.first().instance());
            }
        }
        List<UUID> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            UUID next = left.stream()
                    .filter(each -> parts.stream()
                            .noneMatch(part -> part.leadsTo(each)
                                    && part.first() != null
                                    && left.contains(part.first().instance())))
                    .findFirst()
                    .orElse(left.iterator().next());
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    private static List<Path> named(Path file) throws IOException {
        Pattern name = Pattern.compile(
                Pattern.quote(stem(file)) + "-[0-9]{19}(-[0-9]{1,4})?" + Pattern.quote(extension(file)));
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each ->
                            name.matcher(String.valueOf(each.getFileName())).matches())
                    .sorted()
                    .toList();
        }
    }

    /** A name that no file has yet. */
    static Path next(Path file, long last) {
        String stem = "%s-%019d".formatted(stem(file), last);
        Path free = file.resolveSibling(stem + extension(file));
        for (int i = 2; Files.exists(free); i++) {
            free = file.resolveSibling(stem + "-" + i + extension(file));
        }
        return free;
    }

    private static String stem(Path file) {
        String full = String.valueOf(Objects.requireNonNull(file.getFileName()));
        return full.substring(0, full.length() - extension(file).length());
    }

    private static String extension(Path file) {
        String full = String.valueOf(file.getFileName());
        int dot = full.lastIndexOf('.');
        return dot > 0 ? full.substring(dot) : "";
    }
}
