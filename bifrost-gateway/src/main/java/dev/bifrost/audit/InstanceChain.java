package dev.bifrost.audit;

import dev.bifrost.audit.ChainFinding.Kind;
import dev.bifrost.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Follows the chain of one instance. After something wrong it goes on with what is there, so that each wrong is named once. */
final class InstanceChain {
    /** A gateway with a key signs every hour, and when it starts. */
    private static final Duration UNSEALED = Duration.ofHours(2);

    private final UUID instance;
    private final ChainCheck.Terms terms;
    private final List<ChainFinding> findings;
    private final List<String> notes;
    private final MessageDigest sha256;
    private long first;
    private long next = 1;
    private long last;
    private long count;
    private byte @Nullable [] hash; // that the next entry should name; null if that is not known
    private byte @Nullable [] otherHash; // that it may name as well, where the two of them differ
    private byte @Nullable [] lastHash;
    private @Nullable Kept pending;
    private @Nullable Kept newest;
    private long sealed;
    private @Nullable Instant sealedAt;
    private boolean unbelieved;
    private boolean young; // perhaps: the beginning is missing, and no entry has told its time yet
    private boolean lost; // the entry before is a gap, after which nobody knows the hash

    InstanceChain(UUID instance, ChainCheck.Terms terms, List<ChainFinding> findings, List<String> notes) {
        this.instance = instance;
        this.terms = terms;
        this.findings = findings;
        this.notes = notes;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    void accept(Kept kept) {
        count++;
        Kept before = pending;
        pending = null;
        if (first == 0) {
            begin(kept);
        } else if (before != null && isSwapped(before, kept)) {
            swapped(before, kept);
            return;
        } else if (before != null) {
            broken(before);
        }
        if (young) {
            young(kept);
        }
        if (kept.sequence() < next) {
            find(Kind.FOREIGN, kept, "the entry stands behind entry " + (next - 1) + ", so it was put in or moved");
        } else if (kept.sequence() > next || !follows(kept)) {
            pending = kept; // what comes next tells whether these two have changed places
        } else {
            take(kept);
        }
    }

    private void begin(Kept kept) {
        first = kept.sequence();
        if (first == 1) {
            hash = beginning();
            return;
        }
        String missing = first == 2 ? "entry 1 is" : "the entries 1 to " + (first - 1) + " are";
        ChainCheck.Shortened shortened = terms.shortened();
        if (kept.previous() == null) {
            find(Kind.MISSING, kept, missing + " missing, and it does not say what stood before it");
        } else if (shortened != null) {
            notes.add(instance + ": " + missing + " no longer there: " + shortened.why());
            young = shortened.youngest() != null;
        } else if (terms.late()) {
            notes.add(instance + ": begins at " + first
                    + ": a sink that was added later, retention, or files that were set aside and taken away");
        } else {
            find(Kind.MISSING, kept, missing + " missing, and nothing explains that");
        }
        next = first;
        hash = kept.previous();
    }

    /** Whether the first entry that tells its time is too young for what stood before it to have expired. */
    private void young(Kept kept) {
        Instant time = EntryGlance.time(kept.entry());
        Instant youngest = terms.shortened() == null ? null : terms.shortened().youngest();
        if (time == null || youngest == null) {
            return;
        }
        young = false;
        if (time.isAfter(youngest)) {
            find(
                    Kind.MISSING,
                    kept,
                    "the entries before " + first + " are missing, and it is too young for retention to explain that: "
                            + "they were removed, unless the sink was added later or the gateway stood still for long");
        }
    }

    private byte[] beginning() {
        return sha256.digest(instance.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private boolean follows(Kept kept) {
        byte[] previous = kept.previous();
        return previous == null
                || hash == null
                || Arrays.equals(previous, hash)
                || Arrays.equals(previous, otherHash)
                || Arrays.equals(hash(hash, kept), kept.hash()); // only what it says of the one before was changed
    }

    /** Either by their numbers, or with the numbers left as they were. */
    private boolean isSwapped(Kept one, Kept two) {
        if (one.sequence() == next + 1 && two.sequence() == next) {
            return true;
        }
        byte[] before = two.previous();
        return one.sequence() == next
                && two.sequence() == next + 1
                && before != null
                && (Arrays.equals(before, hash) || Arrays.equals(before, otherHash))
                && Arrays.equals(one.previous(), two.hash());
    }

    private void swapped(Kept one, Kept two) {
        find(Kind.SWAPPED, one, "the entry has changed places with entry " + two.sequence());
        long end = Math.max(one.sequence(), two.sequence());
        take(two);
        take(one);
        next = end + 1;
        last = end;
    }

    /** What was held back has nothing to do with what comes after it. */
    private void broken(Kept kept) {
        if (kept.sequence() > next) {
            long to = kept.sequence() - 1;
            find(
                    Kind.MISSING,
                    kept,
                    (to == next ? "entry " + next + " is" : "the entries " + next + " to " + to + " are")
                            + " missing before it");
            hash = kept.previous();
            otherHash = null;
        } else if (Arrays.equals(hash(previous(kept), kept), kept.hash())) {
            find(Kind.CHANGED, kept, "the entry does not follow the one before it: one of them was replaced");
            hash = kept.previous();
        }
        take(kept);
    }

    private byte @Nullable [] previous(Kept kept) {
        return kept.previous() == null ? hash : kept.previous();
    }

    private byte[] hash(byte @Nullable [] previous, Kept kept) {
        if (previous != null) {
            sha256.update(previous);
        }
        return sha256.digest(kept.entry());
    }

    /** The entry stands in its place. */
    private void take(Kept kept) {
        byte[] before = hash == null ? kept.previous() : hash;
        byte[] computed = null;
        boolean proven = true;
        if (before != null) {
            byte[] own = kept.previous();
            computed = hash(before, kept);
            boolean well = Arrays.equals(computed, kept.hash());
            if (!well && own != null && !Arrays.equals(own, before)) {
                computed = hash(own, kept);
                well = Arrays.equals(
                        computed, kept.hash()); // the hash of the one before was changed, and is named there
            } else if (well && own != null && !Arrays.equals(own, before)) {
                find(Kind.CHANGED, kept, "what it says of the entry before it was changed");
            }
            proven = well;
            if (!well) {
                find(Kind.CHANGED, kept, "the entry or its hash was changed");
            }
        } else if (!lost && kept.sequence() != first) {
            find(Kind.CHANGED, kept, "it does not say what stood before it, so nothing proves it");
        }
        lost = false;
        attachment(kept);
        String shown = proven ? ShownCheck.problem(kept) : null;
        if (shown != null) {
            find(Kind.CHANGED, kept, shown);
        }
        seal(kept);
        hash = kept.hash();
        otherHash = computed;
        lastHash = kept.hash();
        newest = kept;
        last = kept.sequence();
        next = last + 1;
        long gap = EntryGlance.gapTo(kept.entry());
        if (gap >= last) {
            find(
                    Kind.MISSING,
                    kept,
                    (gap == last ? "entry " + last + " is" : "the entries " + last + " to " + gap + " are")
                            + " lost, as the journal says itself");
            lost = true;
            last = gap;
            next = gap + 1;
            hash = null;
            otherHash = null;
        }
    }

    private void attachment(Kept kept) {
        byte[] attachment = kept.attachment();
        if (attachment != null) {
            String named = EntryGlance.attachmentHash(kept.entry());
            if (named == null) {
                find(Kind.ATTACHMENT, kept, "it has an attachment that it does not name");
            } else if (!named.equals(HexFormat.of().formatHex(sha256.digest(attachment)))) {
                find(Kind.ATTACHMENT, kept, "its attachment was changed");
            }
        }
    }

    private void seal(Kept kept) {
        Entry.Seal seal = EntryGlance.seal(kept.entry());
        if (seal == null) {
            return;
        }
        String problem = terms.keys().problem(seal, instance);
        byte[] before = hash == null ? kept.previous() : hash;
        if (problem != null) {
            find(Kind.SEAL, kept, problem);
            unbelieved = true;
        } else if (seal.sequence() != kept.sequence() - 1
                || (before != null
                        && !seal.hash().equals(HexFormat.of().formatHex(before))
                        && (otherHash == null
                                || !seal.hash().equals(HexFormat.of().formatHex(otherHash))))) {
            find(Kind.SEAL, kept, "the seal is of another entry than the one before it: those up to it were replaced");
            unbelieved = true;
        } else {
            unbelieved = false;
            sealed = seal.sequence();
            sealedAt = seal.time();
        }
    }

    /**
     * The holding says which the last was that it had, before its entries were read and afterwards; null if it does not
     * say.
     */
    void end(@Nullable Long before, @Nullable Long after) {
        Kept left = pending;
        pending = null;
        if (left != null) {
            broken(left);
        }
        if (before != null && before > last) {
            find(
                    Kind.CUT,
                    newest,
                    (before == last + 1
                                    ? "entry " + before + " is"
                                    : "the entries " + (last + 1) + " to " + before + " are")
                            + " gone, which had been taken");
        } else if (after != null && after < last) {
            find(Kind.FOREIGN, newest, "there are entries after " + after + ", which is the last that was ever taken");
        }
        if (!terms.keys().isEmpty()) {
            unsealed();
        }
    }

    /** Whoever has no key can replace only what no seal proves. */
    private void unsealed() {
        Instant at = sealedAt;
        Instant unsealedUntil = newest == null ? null : EntryGlance.time(newest.entry());
        if (unbelieved) {
            return; // which is said already
        }
        if (at == null) {
            find(Kind.SEAL, newest, "no seal proves any of these entries, although a key is given");
        } else if (unsealedUntil != null && Duration.between(at, unsealedUntil).compareTo(UNSEALED) > 0) {
            find(
                    Kind.SEAL,
                    newest,
                    "no seal proves the entries after " + sealed + ", of " + at + ", although one is made every hour");
        } else if (last > sealed + 1) {
            notes.add(instance + ": the entries after " + (sealed + 1) + " are not sealed yet");
        }
    }

    void foreign() {
        findings.add(ChainFinding.of(
                Kind.FOREIGN,
                newest,
                instance,
                first,
                "no gateway that is known has written these " + count + " entries"));
    }

    ChainCheck.Chain chain() {
        return new ChainCheck.Chain(
                first, last, count, lastHash == null ? "" : HexFormat.of().formatHex(lastHash), sealed);
    }

    private void find(Kind kind, @Nullable Kept kept, String what) {
        findings.add(ChainFinding.of(kind, kept, instance, kept == null ? last : kept.sequence(), what));
    }
}
