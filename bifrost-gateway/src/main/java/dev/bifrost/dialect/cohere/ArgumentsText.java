package dev.bifrost.dialect.cohere;

/**
 * The arguments of one call, as they come. For a tool without parameters Cohere sends nothing, or {@code null}: both
 * become an empty object.
 */
final class ArgumentsText {
    private static final String NULL = "null";

    private boolean some;
    private boolean heldNull;

    /** All at once. */
    static String whole(String arguments) {
        return arguments.isBlank() || arguments.strip().equals(NULL) ? "{}" : arguments;
    }

    /** What may be passed on now that this has come. Only a {@code null} that begins them waits for what follows. */
    String next(String fragment) {
        if (!some && !heldNull && fragment.equals(NULL)) {
            heldNull = true;
            return "";
        }
        String passed = heldNull && !fragment.isEmpty() ? NULL + fragment : fragment;
        heldNull &= fragment.isEmpty();
        some |= !passed.isBlank();
        return passed;
    }

    /** What is still to be passed on at the end. */
    String last() {
        return some ? "" : "{}";
    }
}
