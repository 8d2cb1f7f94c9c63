package dev.bifrost.config;

import dev.bifrost.server.ServerSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file as far as it could be read: values that could not are absent, so that what can be checked is checked. Only
 * {@link #check} makes settings of it that may be used.
 *
 * @param hash      the configuration hash: the first eight hexadecimal digits of the SHA-256 of the file's bytes
 * @param settings  what could be read
 * @param positions where it stands in the file
 * @param problems  what could not be read, in the order in which it was found
 * @param readable  false if there was no YAML to read at all
 */
public record Draft(
        String hash, GatewaySettings settings, Positions positions, List<Problem> problems, boolean readable) {
    private static final Comparator<Problem> BY_LINE = Comparator.comparingInt(Problem::line);

    /** The same with another address to listen on, as the command line or the environment may want it. */
    public Draft listening(ServerSettings.Listen address) {
        ServerSettings server = settings.server();
        ServerSettings moved =
                server == null ? ServerSettings.standard().withListen(address) : server.withListen(address);
        return new Draft(hash, settings.withServer(moved), positions, problems, readable);
    }

    /**
     * Runs every check over what could be read. Where an earlier check, or the reader, has refused a key, later checks'
     * words about the same key are dropped.
     */
    public Parsed check(Check... checks) {
        List<Problem> errors = new ArrayList<>(problems);
        List<Problem> warnings = new ArrayList<>();
        for (Check check : readable ? checks : new Check[0]) {
            var findings = new Findings(positions, errors);
            check.run(settings, findings);
            errors.addAll(findings.errors());
            warnings.addAll(findings.warnings());
        }
        errors.sort(BY_LINE);
        warnings.sort(BY_LINE);
        return errors.isEmpty()
                ? new Parsed.Accepted(settings, positions, List.copyOf(warnings), hash)
                : new Parsed.Refused(List.copyOf(errors), List.copyOf(warnings), hash);
    }
}
