package dev.bifrost.quota;

/** What a budget says to an amount, from good to bad: of several, the last counts. */
enum Verdict {
    FITS,
    /** The durable slice is too small as yet. */
    LEASING,
    /** Others' reservations are in the way. */
    TAKEN,
    /** The slice is used up and can not grow. */
    UNAVAILABLE,
    /** What was spent is in the way. */
    SPENT
}
