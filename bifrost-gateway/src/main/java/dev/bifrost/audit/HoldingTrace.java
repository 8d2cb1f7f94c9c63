package dev.bifrost.audit;

import dev.bifrost.audit.ChainFinding.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The beginnings of all hashes of a holding, eight bytes each, so that two holdings can be compared. */
public final class HoldingTrace {
    private final Map<UUID, Hashes> instances = new LinkedHashMap<>();

    /** Of one instance; 0 where there is no entry. */
    private static final class Hashes {
        private final long first;
        private long last;
        private long[] beginnings = new long[1024];

        Hashes(long first) {
            this.first = first;
            this.last = first - 1;
        }

        void put(long sequence, long beginning) {
            long index = sequence - first;
            if (index < 0 || index > last - first + (1 << 24)) {
                return; // no chain, which is found otherwise
            }
            if (index >= beginnings.length) {
                beginnings = Arrays.copyOf(beginnings, Math.toIntExact(Math.max(index + 1, beginnings.length * 2L)));
            }
            beginnings[(int) index] = beginning;
            last = Math.max(last, sequence);
        }

        long get(long sequence) {
            return sequence < first || sequence > last ? 0 : beginnings[(int) (sequence - first)];
        }
    }

    /** Takes the next entry. */
    public void accept(Kept kept) {
        if (kept.hash().length >= Long.BYTES) {
            instances
                    .computeIfAbsent(kept.instance(), _ -> new Hashes(kept.sequence()))
                    .put(kept.sequence(), ByteBuffer.wrap(kept.hash()).getLong());
        }
    }

    /** The last sequence of an instance; 0 if there is none. */
    public long last(UUID instance) {
        Hashes hashes = instances.get(instance);
        return hashes == null ? 0 : hashes.last;
    }

    /**
     * Which entries another holding has otherwise, or has after the end of this one, where nothing of it may be missing.
     *
     * @param named        the name of the other
     * @param mayEndBefore whether this one may lack the newest entries
     */
    public List<ChainFinding> compare(HoldingTrace other, String named, boolean mayEndBefore) {
        List<ChainFinding> findings = new ArrayList<>();
        instances.forEach((instance, mine) -> {
            Hashes theirs = other.instances.get(instance);
            if (theirs != null) {
                compare(instance, mine, theirs, named, mayEndBefore, findings);
            }
        });
        return findings;
    }

    private static void compare(
            UUID instance,
            Hashes mine,
            Hashes theirs,
            String named,
            boolean mayEndBefore,
            List<ChainFinding> findings) {
        long differing = 0;
        long one = 0;
        for (long sequence = Math.max(mine.first, theirs.first);
                sequence <= Math.min(mine.last, theirs.last);
                sequence++) {
            long a = mine.get(sequence);
            long b = theirs.get(sequence);
            if (a != b && a != 0 && b != 0) {
                one = one == 0 ? sequence : one;
                differing++;
            }
        }
        if (differing > 0) {
            findings.add(finding(
                    Kind.DIFFERS,
                    instance,
                    one,
                    "it is another entry in " + named
                            + (differing == 1 ? "" : ", and so are " + (differing - 1) + " more")));
        }
        if (!mayEndBefore && theirs.last > mine.last) {
            findings.add(finding(
                    Kind.CUT,
                    instance,
                    mine.last + 1,
                    "the entries " + (mine.last + 1) + " to " + theirs.last + " are gone, which " + named + " has"));
        }
    }

    private static ChainFinding finding(Kind kind, UUID instance, long sequence, String what) {
        @Nullable Kept unseen = null;
        return ChainFinding.of(kind, unseen, instance, sequence, what);
    }
}
