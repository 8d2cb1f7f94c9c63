package dev.bifrost.api;

/**
 * What a call consumed, in tokens, the same way in every dialect.
 *
 * @param prompt     everything that went in, {@code cached} and {@code cacheWrite} included
 * @param cached     the part of {@code prompt} that the provider read from its prompt cache
 * @param cacheWrite the part of {@code prompt} that the provider wrote to its prompt cache
 * @param completion everything that came out, {@code reasoning} included
 * @param reasoning  the part of {@code completion} that was spent thinking
 * @param audio      audio tokens, in and out
 * @param images     images made
 * @param estimated  true if counted by the gateway because the provider did not say
 */
public record Usage(
        long prompt,
        long cached,
        long cacheWrite,
        long completion,
        long reasoning,
        long audio,
        long images,
        boolean estimated) {

    /** Usage of a call of which only these two are known. */
    public static Usage of(long prompt, long completion) {
        return new Usage(prompt, 0, 0, completion, 0, 0, 0, false);
    }
}
