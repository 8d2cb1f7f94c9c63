package dev.bifrost.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Seeded;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void distance_bounded_isThatOfTheWholeTable() {
        Seeded.times(2000, random -> {
            String a = Seeded.text(random, "abc", 9);
            String b = Seeded.text(random, "abc", 9);
            int bound = random.nextInt(5);

            assertThat(Nearest.distance(a, b, bound)).isEqualTo(Math.min(whole(a, b), bound + 1));
        });
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
