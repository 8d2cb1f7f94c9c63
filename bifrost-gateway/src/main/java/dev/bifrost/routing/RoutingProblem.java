package dev.bifrost.routing;

/**
 * Something that does not fit in the settings of aliases.
 *
 * @param path     where, such as {@code models[1].fallback[0]}
 * @param message  what, and what to write instead
 * @param severity whether the gateway can run with it
 */
public record RoutingProblem(String path, String message, Severity severity) {

    /** Whether the gateway can run with a problem. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** True if the gateway can not run with it. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    static RoutingProblem error(String path, String message) {
        return new RoutingProblem(path, message, Severity.ERROR);
    }

    static RoutingProblem warning(String path, String message) {
        return new RoutingProblem(path, message, Severity.WARNING);
    }
}
