package dev.bifrost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class NearestTest {

    @Property(tries = 2000)
    void distance_bounded_isThatOfTheWholeTable(
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 9) String a,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 9) String b,
            @ForAll @IntRange(min = 0, max = 4) int bound) {
        assertThat(Nearest.distance(a, b, bound)).isEqualTo(Math.min(whole(a, b), bound + 1));
    }

    private static int whole(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                } else {
                    int change = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                    table[i][j] = Math.min(change, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                }
            }
        }
        return table[a.length()][b.length()];
    }
}
