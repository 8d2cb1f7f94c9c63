package dev.bifrost.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private long entries;

    /**
     * What is known beside the entries.
     *
     * @param keys      whose seals are believed
     * @param shortened why a beginning may be missing, such as retention; null if none may
     * @param known     the only instances that may have written there; empty if anybody may
     */
    public record Terms(SealKeys keys, @Nullable String shortened, Set<UUID> known) {}

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

    public ChainCheck(Terms terms) {
        this.terms = terms;
    }

    /** Reads all that a holding has. */
    public static Report of(Holding holding, Terms terms) throws SinkFailure, InterruptedException {
        ChainCheck check = new ChainCheck(terms);
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
        Map<UUID, @Nullable Long> taken = new LinkedHashMap<>();
        boolean says = false;
        for (UUID instance : chains.keySet()) {
            Long sequence = holding.taken(instance);
            taken.put(instance, sequence);
            says |= sequence != null;
        }
        for (UUID instance : terms.known()) {
            gone(instance, holding);
        }
        Map<UUID, Chain> ends = new LinkedHashMap<>();
        for (Map.Entry<UUID, InstanceChain> chain : chains.entrySet()) {
            UUID instance = chain.getKey();
            chain.getValue().end(taken.get(instance));
            boolean foreign = says ? taken.get(instance) == null : !terms.known().isEmpty() && !terms.known().contains(instance);
            if (foreign) {
                chain.getValue().foreign();
            }
            ends.put(instance, chain.getValue().chain());
        }
        return new Report(entries, ends, List.copyOf(findings), List.copyOf(holding.troubles()), List.copyOf(notes));
    }

    /** Of an instance that has nothing left. */
    private void gone(UUID instance, Holding holding) throws SinkFailure, InterruptedException {
        Long taken = chains.containsKey(instance) ? null : holding.taken(instance);
        if (taken != null && taken > 0) {
            String all = "all entries of this instance are gone; it had taken " + taken;
            if (terms.shortened() == null) {
                findings.add(ChainFinding.of(ChainFinding.Kind.MISSING, null, instance, 1, all));
            } else {
                notes.add(instance + ": " + all + "; " + terms.shortened());
            }
        }
    }
}
