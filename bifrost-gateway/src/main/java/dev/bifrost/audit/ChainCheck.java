package dev.bifrost.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Proves that what a {@link Holding} has is what was written. It is given every entry in order; entries of several
 * instances may stand between each other.
 */
public final class ChainCheck {
    private final Terms terms;
    private final List<ChainFinding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<UUID, InstanceChain> chains = new LinkedHashMap<>();
    private final Map<UUID, Long> before;
    private long entries;

    /**
     * What is known beside the entries.
     *
     * @param keys      whose seals are believed
     * @param shortened why a beginning may be missing; null if none may
     * @param late      whether a place may have been begun later than the journal; whoever sets this looks whether
     *                  another place has the beginning
     * @param known     the only instances that may have written there; empty if anybody may
     */
    public record Terms(SealKeys keys, @Nullable Shortened shortened, boolean late, Set<UUID> known) {}

    /**
     * Why a beginning may be missing.
     *
     * @param why      in words, such as retention
     * @param expired  what was recorded before may be gone, so that nothing at all may be left; null if something always is
     * @param youngest how young the first entry that is left may be; null if that does not tell
     */
    public record Shortened(
            String why, @Nullable Instant expired, @Nullable Instant youngest) {}

    /**
     * What a holding is.
     *
     * @param chains by instance
     * @param findings what is not as it was written
     * @param troubles what could not be read
     * @param notes    what else one should know
     */
    public record Report(
            long entries,
            Map<UUID, Chain> chains,
            List<ChainFinding> findings,
            List<String> troubles,
            List<String> notes) {
        /** True if all is as it was written. */
        public boolean isGood() {
            return findings.isEmpty() && troubles.isEmpty();
        }
    }

    /**
     * The entries of an instance.
     *
     * @param first  the first sequence there is
     * @param last   the last
     * @param hash   of the last, hexadecimal digits
     * @param sealed the last that a seal proves; 0 if none does
     */
    public record Chain(long first, long last, long entries, String hash, long sealed) {}

    /** @param before {@link Holding#cursors} before the entries are read: what is written meanwhile is not missing */
    public ChainCheck(Terms terms, Map<UUID, Long> before) {
        this.terms = terms;
        this.before = Map.copyOf(before);
    }

    /** Reads all that a holding has. */
    public static Report of(Holding holding, Terms terms) throws SinkFailure, InterruptedException {
        ChainCheck check = new ChainCheck(terms, holding.cursors());
        holding.read(check::accept);
        return check.end(holding);
    }

    /** Takes the next entry. */
    public void accept(Kept kept) {
        entries++;
        chains.computeIfAbsent(kept.instance(), instance -> new InstanceChain(instance, terms, findings, notes))
                .accept(kept);
    }

    /** All have been given. Asks the holding how far it says it has come. */
    public Report end(Holding holding) throws SinkFailure, InterruptedException {
        Map<UUID, Long> after = holding.cursors();
        Set<UUID> said = new LinkedHashSet<>(before.keySet());
        said.addAll(after.keySet());
        gone(holding);
        Map<UUID, Chain> ends = new LinkedHashMap<>();
        for (Map.Entry<UUID, InstanceChain> chain : chains.entrySet()) {
            UUID instance = chain.getKey();
            chain.getValue().end(before.get(instance), after.get(instance));
            boolean foreign = !said.isEmpty()
                    ? !said.contains(instance)
                    : !terms.known().isEmpty() && !terms.known().contains(instance);
            if (foreign) {
                chain.getValue().foreign();
            }
            ends.put(instance, chain.getValue().chain());
        }
        return new Report(entries, ends, List.copyOf(findings), List.copyOf(holding.troubles()), List.copyOf(notes));
    }

    /** Instances that have nothing left. */
    private void gone(Holding holding) throws SinkFailure, InterruptedException {
        Set<UUID> expected = new LinkedHashSet<>(before.keySet());
        expected.addAll(terms.known());
        expected.removeAll(chains.keySet());
        for (UUID instance : expected) {
            Long taken = before.containsKey(instance) ? before.get(instance) : holding.taken(instance);
            if (taken != null && taken > 0) {
                gone(instance, taken);
            }
        }
    }

    private void gone(UUID instance, long taken) {
        String all = "all entries of this instance are gone; it had taken " + taken;
        Shortened shortened = terms.shortened();
        if (shortened == null || shortened.expired() == null) {
            findings.add(ChainFinding.of(ChainFinding.Kind.MISSING, null, instance, 1, all));
        } else {
            notes.add(instance + ": " + all + "; " + shortened.why());
        }
    }
}
