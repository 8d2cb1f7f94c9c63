package dev.bifrost.app;

import dev.bifrost.audit.ChainCheck;
import dev.bifrost.audit.ChainFinding;
import dev.bifrost.audit.HoldingTrace;
import dev.bifrost.audit.SealKeys;
import dev.bifrost.audit.SinkFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 */
record AuditProof(SealKeys keys, Path journal, Consumer<String> out, Consumer<String> err) {

    /** What was read of one place. */
    private record Read(ChainCheck.Report report, HoldingTrace trace) {}

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
        ChainCheck check = new ChainCheck(new ChainCheck.Terms(keys, source.shortened(), Set.of()));
        try {
            source.holding().read(kept -> {
                check.accept(kept);
                trace.accept(kept);
            });
            Read read = new Read(check.end(source.holding()), trace);
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
        report.troubles().forEach(trouble -> err.accept(name + ": " + trouble));
        report.findings().forEach(finding -> err.accept(name + ": " + word(finding) + ": " + finding));
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
            agree &= one == null || reached(name, one);
        }
        return agree;
    }

    /** What the journal's cursor says that the sink had, it must have. */
    private boolean reached(String name, Read read) {
        Path cursor = journal.resolve("cursors").resolve("sink." + name);
        try {
            List<String> words = Files.exists(cursor)
                    ? List.of(Files.readString(cursor).strip().split(" ", -1))
                    : List.of();
            if (words.size() == 4) {
                UUID instance = UUID.fromString(words.get(1));
                long passed = Long.parseLong(words.get(2));
                long last = read.report().chains().containsKey(instance)
                        ? read.report().chains().get(instance).last()
                        : passed; // nothing of it is left, which is not this cursor's to judge
                if (last < passed) {
                    err.accept(name + ": cut: " + instance + "/" + (last + 1) + ": the entries " + (last + 1) + " to "
                            + passed + " are gone; the journal knows that they had been taken");
                    return false;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            err.accept(name + ": the journal's cursor can not be read: " + e.getMessage());
        }
        return true;
    }

    private boolean say(String name, List<ChainFinding> findings) {
        findings.forEach(finding -> err.accept(name + ": " + word(finding) + ": " + finding));
        return findings.isEmpty();
    }
}
