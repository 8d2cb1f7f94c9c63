package dev.bifrost.testing;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Says something about many random values: the same on every run, so that a build fails for what was changed and not
 * for luck. {@code -Dbifrost.seed=random} looks for what nobody has seen yet; a failure names its seed, and
 * {@code -Dbifrost.seed=N} repeats the try that failed as the first.
 */
public final class Seeded {
    private static final String GIVEN = System.getProperty("bifrost.seed", "20261124");
    private static final String TROUBLE = "\u0000\t\n\r\u001b\u007f\u0085\u200b\u2028\u2029\u202e\ufeff\"\\'=[]; ";

    private Seeded() {}

    /** Tries so many times, each with a random of its own. */
    public static void times(int tries, Consumer<RandomGenerator> property) {
        long first = GIVEN.equals("random") ? System.nanoTime() : Long.parseLong(GIVEN);
        for (int i = 0; i < tries; i++) {
            long seed = first + i;
            try {
                property.accept(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("try " + (i + 1) + " of " + tries + ": -Dbifrost.seed=" + seed, e);
            }
        }
    }

    /** A text of these letters, often short or empty. */
    public static String text(RandomGenerator random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(random.nextInt(longest + 1) + 1); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /** A text of anything that a Java string can hold: controls, lone surrogates, every plane. */
    public static String anyText(RandomGenerator random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(random.nextInt(longest + 1) + 1); length > 0; length--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append(TROUBLE.charAt(random.nextInt(TROUBLE.length())));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.appendCodePoint(random.nextInt(0x110000));
                default -> text.append((char) random.nextInt(' ', 0x7f));
            }
        }
        return text.toString();
    }
}
