package dev.bifrost.audit.content;

/** A pattern took longer than it may. */
final class Overdue extends RuntimeException {
    private static final long serialVersionUID = 1;

    Overdue() {
        super("the patterns took too long", null, false, false);
    }
}
