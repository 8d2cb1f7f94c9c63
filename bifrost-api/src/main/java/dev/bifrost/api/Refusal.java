package dev.bifrost.api;

/** Carries a {@link Failure} out of a stage. It has no stack trace: a refusal is an answer, not an accident. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public Refusal(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }
}
