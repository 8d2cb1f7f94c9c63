package dev.bifrost.config;

import java.util.ArrayList;
import java.util.List;

/** Takes what a {@link Check} finds and gives it its line. */
public final class Findings {
    private final Positions positions;
    private final List<Problem> earlier;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    Findings(Positions positions, List<Problem> earlier) {
        this.positions = positions;
        this.earlier = earlier;
    }

    /** The gateway can not run with this. {@code path} is that of the settings, such as {@code models[1].provider}. */
    public void error(String path, String message) {
        Problem problem = positions.problem(path, message);
        if (earlier.stream().noneMatch(other -> covers(other, problem))) {
            errors.add(problem);
        }
    }

    /** The gateway can run with this. */
    public void warning(String path, String message) {
        warnings.add(positions.problem(path, message));
    }

    /** True if the file has this key, although its value may have been refused. */
    public boolean written(String path) {
        return positions.written(path);
    }

    /** True if something at or below this key has been refused, so that the settings lack it. */
    public boolean refused(String path) {
        return earlier.stream().anyMatch(problem -> below(problem.path(), path));
    }

    /** The line of a key or an item; that of the nearest part around it if it is absent. */
    public int line(String path) {
        return positions.line(path);
    }

    List<Problem> errors() {
        return errors;
    }

    List<Problem> warnings() {
        return warnings;
    }

    private static boolean below(String path, String part) {
        return path.startsWith(part)
                && (path.length() == part.length() || ".[".indexOf(path.charAt(part.length())) >= 0);
    }

    private static boolean covers(Problem earlier, Problem later) {
        return !earlier.path().isEmpty() && earlier.path().equals(later.path());
    }
}
