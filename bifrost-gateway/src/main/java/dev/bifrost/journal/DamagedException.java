package dev.bifrost.journal;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The journal's files are not as they were written. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    DamagedException(String message, List<Finding> findings) {
        super(message + findings.stream().map(finding -> "\n  " + finding).collect(Collectors.joining()));
        this.findings = List.copyOf(findings);
    }

    /** What was found, in order. */
    public List<Finding> findings() {
        return findings;
    }
}
