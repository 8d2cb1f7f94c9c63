package dev.bifrost.bench.wire;

/** What keeps a measurement from being taken, in words for the person who asked for it. */
final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String message) {
        super(message);
    }
}
