package dev.bifrost.api.settings;

import java.util.Collection;
import java.util.Locale;

/** Finds the word that was probably meant. */
public final class Spelling {
    private Spelling() {}

    /** {@code ; did you mean 'providers'?}, or nothing if no word is near. */
    public static String hint(String written, Collection<String> valid) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String word : valid) {
            int distance = distance(plain(written), plain(word));
            if (distance < least && distance <= Math.max(1, Math.min(word.length(), written.length()) / 3)) {
                best = word;
                least = distance;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    /** So that baseUrl and base-url are near base_url. */
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** The number of letters to add, drop, change, or swap with the next one. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 4) {
            return Integer.MAX_VALUE;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] d) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
