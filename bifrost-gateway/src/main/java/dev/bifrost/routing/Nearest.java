package dev.bifrost.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Collects the names that a misspelt one may have meant: few letters differ, or the end is missing. */
final class Nearest {
    private static final int FURTHEST = 3;
    /** Longer names are nobody's typing error, and would cost time. */
    private static final int LONGEST = 128;

    private final String asked;
    private final int bound;
    private final List<Hit> hits = new ArrayList<>();

    private record Hit(String name, int distance) {}

    Nearest(String asked) {
        this.asked = asked.toLowerCase(Locale.ROOT);
        this.bound = asked.length() > LONGEST ? -1 : Math.min(FURTHEST, (asked.length() + 2) / 3);
    }

    void offer(String name) {
        if (bound < 0) {
            return;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        int distance = distance(asked, lower, bound);
        if (distance <= bound) {
            hits.add(new Hit(name, distance));
        } else if (asked.length() >= FURTHEST && lower.startsWith(asked)) {
            hits.add(new Hit(name, FURTHEST + 1));
        }
    }

    /** The nearest first; of equally near ones the first offered. */
    List<String> best(int count, Predicate<String> visible) {
        return hits.stream()
                .sorted(Comparator.comparingInt(Hit::distance))
                .map(Hit::name)
                .distinct()
                .filter(visible)
                .limit(count)
                .toList();
    }

    /** Letters to insert, remove or change; {@code bound + 1} if it is more than the bound. */
    static int distance(String a, String b, int bound) {
        if (Math.abs(a.length() - b.length()) > bound) {
            return bound + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            if (nextRow(row, a.charAt(i - 1), b, i, bound) > bound) {
                return bound + 1;
            }
        }
        return Math.min(row[b.length()], bound + 1);
    }

    /** Fills in only the band around the diagonal that the bound leaves; returns the least value in it. */
    private static int nextRow(int[] row, char letter, String b, int i, int bound) {
        int from = Math.max(1, i - bound);
        int to = Math.min(b.length(), i + bound);
        int diagonal = row[from - 1];
        row[from - 1] = from == 1 ? i : bound + 1;
        int least = row[from - 1];
        for (int j = from; j <= to; j++) {
            int above = j == i + bound ? bound + 1 : row[j];
            int change = diagonal + (letter == b.charAt(j - 1) ? 0 : 1);
            diagonal = row[j];
            row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
            least = Math.min(least, row[j]);
        }
        return least;
    }
}
