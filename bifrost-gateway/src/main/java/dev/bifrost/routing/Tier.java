package dev.bifrost.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Targets of equal standing: those with a weight in an order drawn by it, then those with weight 0 as written. */
final class Tier {
    private final List<Candidate> weighted;
    private final List<Candidate> inOrder;
    private final long total;

    Tier(List<Candidate> candidates) {
        this.weighted = candidates.stream().filter(c -> c.weight() > 0).toList();
        this.total = weighted.stream().mapToLong(Candidate::weight).sum();
        List<Candidate> ordered = new ArrayList<>(weighted);
        candidates.stream().filter(c -> c.weight() == 0).forEach(ordered::add);
        this.inOrder = List.copyOf(ordered);
    }

    /** As written, those with weight 0 last. */
    List<Candidate> inOrder() {
        return inOrder;
    }

    boolean isRandom() {
        return weighted.size() > 1;
    }

    void draw(RandomGenerator random, Consumer<Candidate> to) {
        if (!isRandom()) {
            inOrder.forEach(to);
            return;
        }
        List<Candidate> left = new ArrayList<>(weighted);
        for (long rest = total; left.size() > 1; ) {
            Candidate drawn = left.remove(indexAt(left, random.nextLong(rest)));
            rest -= drawn.weight();
            to.accept(drawn);
        }
        to.accept(left.getFirst());
        for (int i = weighted.size(); i < inOrder.size(); i++) {
            to.accept(inOrder.get(i));
        }
    }

    private static int indexAt(List<Candidate> candidates, long point) {
        int i = 0;
        for (long end = candidates.get(0).weight();
                end <= point;
                end += candidates.get(i).weight()) {
            i++;
        }
        return i;
    }
}
