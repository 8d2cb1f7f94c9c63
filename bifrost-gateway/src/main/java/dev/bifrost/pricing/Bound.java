package dev.bifrost.pricing;

/**
 * The most that a call can ask for, before it is made.
 *
 * @param prompt    tokens that go in
 * @param images    images made
 * @param searches  searches, and calls of other tools that the provider charges by the piece
 * @param hourCache whether it asks to have something cached for an hour
 * @param audio     whether it holds sound or asks for some
 */
public record Bound(long prompt, long images, long searches, boolean hourCache, boolean audio) {

    /** A request of text, whatever it caches for a short time. */
    public static Bound of(long prompt) {
        return new Bound(prompt, 0, 0, false, false);
    }
}
