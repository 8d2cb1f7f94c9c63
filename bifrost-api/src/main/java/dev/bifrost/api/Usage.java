package dev.bifrost.api;

/**
 * What a call consumed, in tokens, the same way in every dialect.
 *
 * @param prompt         everything that went in, {@code cached}, {@code cacheWrite} and {@code audioIn} included
 * @param cached         the part of {@code prompt} that the provider read from its prompt cache
 * @param cacheWrite     the part of {@code prompt} that the provider wrote to its prompt cache
 * @param cacheWriteHour the part of {@code cacheWrite} that is to be kept for an hour, which costs more
 * @param completion     everything that came out, {@code reasoning} and {@code audioOut} included
 * @param reasoning      the part of {@code completion} that was spent thinking
 * @param audioIn        the part of {@code prompt} that was sound
 * @param audioOut       the part of {@code completion} that was sound
 * @param images         images made
 * @param searches       searches of the web and calls of other tools that the provider charges by the piece
 * @param estimated      true if counted by the gateway because the provider did not say
 */
public record Usage(
        long prompt,
        long cached,
        long cacheWrite,
        long cacheWriteHour,
        long completion,
        long reasoning,
        long audioIn,
        long audioOut,
        long images,
        long searches,
        boolean estimated) {

    /** Without what only few providers tell apart; {@code audio} is what came out. */
    public Usage(
            long prompt,
            long cached,
            long cacheWrite,
            long completion,
            long reasoning,
            long audio,
            long images,
            boolean estimated) {
        this(prompt, cached, cacheWrite, 0, completion, reasoning, 0, audio, images, 0, estimated);
    }

    /** Usage of a call of which only these two are known. */
    public static Usage of(long prompt, long completion) {
        return new Usage(prompt, 0, 0, completion, 0, 0, 0, false);
    }

    /** Tokens of sound, in and out. */
    public long audio() {
        return audioIn + audioOut;
    }

    /** What went in and what came out. */
    public long total() {
        return prompt + completion;
    }
}
