package dev.bifrost.app;

import dev.bifrost.audit.ChainCheck;
import dev.bifrost.audit.ChainCheck.Shortened;
import dev.bifrost.audit.ChainCheck.Terms;
import dev.bifrost.audit.ChainFinding;
import dev.bifrost.audit.HoldingTrace;
import dev.bifrost.audit.SealKeys;
import dev.bifrost.audit.SinkFailure;
import dev.bifrost.journal.Holdings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code bifrost audit verify}.
 *
 * @param journal the folder, whose cursors say how far sinks had come
 * @param out     takes what is well
 * @param err     takes what is not
 * @param all     whether every finding is told; else the first of each kind and how many more there are
 */
record AuditProof(SealKeys keys, Path journal, Consumer<String> out, Consumer<String> err, boolean all) {

    /** What was read of one place. */
    private record Read(
            ChainCheck.Report report,
            HoldingTrace trace,
            @Nullable Shortened shortened,
            @Nullable Cursor cursor) {}

    /** How far the journal knows that a place had come, and about when. */
    private record Cursor(UUID instance, long passed, Instant moved) {}

    /** The exit code. {@code only} names the one place to look at; null for all. */
    int run(AuditSources sources, @Nullable String only) throws InterruptedException {
        Map<String, Read> done = new LinkedHashMap<>();
        boolean good = true;
        for (AuditSources.Source source : sources.all()) {
            if (only == null || only.equals(source.name())) {
                Read read = read(source);
                good &= read != null && read.report().isGood();
                if (read != null) {
                    done.put(source.name(), read);
                }
            }
        }
        if (only != null && done.isEmpty() && good) {
            err.accept("bifrost: there is no '" + only + "' that can be verified; there are "
                    + sources.all().stream().map(AuditSources.Source::name).toList());
            return 1;
        }
        good &= agree(done);
        out.accept(good ? "good: every entry is as it was written" : "NOT GOOD: see what is named above");
        return good ? 0 : 1;
    }

    private @Nullable Read read(AuditSources.Source source) throws InterruptedException {
        HoldingTrace trace = new HoldingTrace();
        Terms terms = new Terms(keys, source.shortened(), true, Set.of());
        try {
            Cursor cursor = cursor(source.name()); // before the entries are read, since it moves
            ChainCheck check = new ChainCheck(terms, source.holding().cursors());
            source.holding().read(kept -> {
                check.accept(kept);
                trace.accept(kept);
            });
            Read read = new Read(check.end(source.holding()), trace, source.shortened(), cursor);
            print(source.name(), read.report());
            return read;
        } catch (SinkFailure e) {
            err.accept(source.name() + ": can not be read: " + e.getMessage());
            return null;
        }
    }

    private void print(String name, ChainCheck.Report report) {
        out.accept(name + ": " + report.entries() + " entries");
        report.chains()
                .forEach((instance, chain) -> out.accept("  instance " + instance + ": " + chain.first() + " to "
                        + chain.last() + ", hash " + chain.hash()
                        + (chain.sealed() > 0 ? ", sealed to " + chain.sealed() : "")));
        report.notes().forEach(note -> out.accept("  note: " + note));
        List<String> troubles = report.troubles();
        troubles.stream().limit(all ? Long.MAX_VALUE : 1).forEach(trouble -> err.accept(name + ": " + trouble));
        if (!all && troubles.size() > 1) {
            err.accept(name + ": " + (troubles.size() - 1) + " more can not be read; --all names them");
        }
        boolean _ = say(name, report.findings());
    }

    private static String word(ChainFinding finding) {
        return finding.kind().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The journal was read last: it has all that sinks have, unless somebody cut it. Sinks may be behind it. */
    private boolean agree(Map<String, Read> done) {
        List<String> names = new ArrayList<>(done.keySet());
        boolean agree = true;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Read one = done.get(name);
            for (int j = i + 1; one != null && j < names.size(); j++) {
                Read other = done.get(names.get(j));
                if (other != null) {
                    boolean isJournal = names.get(j).equals(AuditSources.JOURNAL);
                    agree &= say(names.get(j), other.trace().compare(one.trace(), "'" + name + "'", !isJournal));
                }
            }
            agree &= one == null || begins(name, one, done);
            agree &= one == null || reached(name, one);
        }
        return agree;
    }

    /** What another place has from before its beginning, it must have, unless something lets beginnings go. */
    private boolean begins(String name, Read read, Map<String, Read> done) {
        boolean whole = true;
        for (Map.Entry<UUID, ChainCheck.Chain> chain : read.report().chains().entrySet()) {
            UUID instance = chain.getKey();
            long first = chain.getValue().first();
            String witness = read.shortened() == null && first > 1 ? witness(instance, first, done) : null;
            if (witness != null) {
                err.accept(name + ": missing: " + instance + "/1: the entries before " + first + " are gone, of which "
                        + witness + " has some; unless the sink was added later, they were removed");
                whole = false;
            }
        }
        return whole;
    }

    /** Another place that begins earlier; null if there is none. */
    private @Nullable String witness(UUID instance, long first, Map<String, Read> done) {
        for (Map.Entry<String, Read> other : done.entrySet()) {
            ChainCheck.Chain chain = other.getValue().report().chains().get(instance);
            if (chain != null && chain.first() < first) {
                return "'" + other.getKey() + "'";
            }
        }
        try {
            long oldest = done.containsKey(AuditSources.JOURNAL) ? 0 : Holdings.first(journal, instance);
            return oldest > 0 && oldest < first ? "'" + AuditSources.JOURNAL + "'" : null;
        } catch (IOException e) {
            return null; // there is no journal here to ask
        }
    }

    /** Null if the journal knows nothing of the place. */
    private @Nullable Cursor cursor(String name) {
        Path file = journal.resolve("cursors").resolve("sink." + name);
        try {
            if (Files.notExists(file)) {
                return null;
            }
            Instant moved = Files.getLastModifiedTime(file).toInstant();
            List<String> words = List.of(Files.readString(file).strip().split(" ", -1));
            return words.size() == 4
                    ? new Cursor(UUID.fromString(words.get(1)), Long.parseLong(words.get(2)), moved)
                    : null;
        } catch (IOException | IllegalArgumentException e) {
            err.accept(name + ": the journal's cursor can not be read: " + e.getMessage());
            return null;
        }
    }

    /** What the journal's cursor says that the sink had, it must have. */
    private boolean reached(String name, Read read) {
        Cursor cursor = read.cursor();
        if (cursor == null) {
            return true;
        }
        ChainCheck.Chain chain = read.report().chains().get(cursor.instance());
        long last = chain == null ? 0 : chain.last();
        if (last >= cursor.passed() || (chain == null && expired(read.shortened(), cursor.moved()))) {
            return true;
        }
        err.accept(name + ": cut: " + cursor.instance() + "/" + (last + 1) + ": the entries " + (last + 1) + " to "
                + cursor.passed() + " are gone; the journal knows that they had been taken");
        return false;
    }

    /** Whether even what came last may be gone. */
    private static boolean expired(@Nullable Shortened shortened, Instant moved) {
        Instant expired = shortened == null ? null : shortened.expired();
        return expired != null && moved.isBefore(expired.plus(Duration.ofDays(1)));
    }

    private boolean say(String name, List<ChainFinding> findings) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (ChainFinding finding : findings) {
            String kind = word(finding) + ": " + finding.instance();
            if (counts.merge(kind, 1, Integer::sum) == 1 || all) {
                err.accept(name + ": " + word(finding) + ": " + finding);
            }
        }
        counts.forEach((kind, count) -> {
            if (!all && count > 1) {
                err.accept(name + ": " + kind + ": " + (count - 1) + " more; --all names them");
            }
        });
        return findings.isEmpty();
    }
}
