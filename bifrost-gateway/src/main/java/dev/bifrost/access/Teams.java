package dev.bifrost.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The teams and organisations of the configuration. Immutable; may be asked from any thread. */
public final class Teams {
    /** A configuration without any. */
    public static final Teams NONE = new Teams(List.of(), List.of());

    private final Map<String, OrganizationSettings> organizations = new LinkedHashMap<>();
    private final Map<String, TeamSettings> teams = new LinkedHashMap<>();

    private Teams(List<OrganizationSettings> organizations, List<TeamSettings> teams) {
        organizations.forEach(each -> this.organizations.putIfAbsent(each.name(), each));
        teams.forEach(each -> this.teams.putIfAbsent(each.name(), each));
    }

    /** Of what the configuration has checked: names are unique, and teams' organisations exist. */
    public static Teams of(List<OrganizationSettings> organizations, List<TeamSettings> teams) {
        return organizations.isEmpty() && teams.isEmpty() ? NONE : new Teams(organizations, teams);
    }

    Set<String> teamNames() {
        return teams.keySet();
    }

    Set<String> organizationNames() {
        return organizations.keySet();
    }

    /** The organisation of a team; null if it has none, or does not exist. */
    @Nullable
    String organizationOf(String team) {
        TeamSettings settings = teams.get(team);
        return settings == null ? null : settings.organization();
    }

    /** What a key inherits. One whose team or organisation is gone must not spend beside their budgets. */
    Belonging belonging(KeyTerms terms) {
        TeamSettings team = terms.team() == null ? null : teams.get(terms.team());
        String above = team == null ? null : team.organization();
        String name = above == null ? terms.organization() : above;
        OrganizationSettings organization = name == null ? null : organizations.get(name);
        if (terms.labels().isEmpty() && terms.residency() == null && team == null && organization == null) {
            return new Belonging(
                    terms.team(), name, Map.of(), List.of(), terms.content(), fault(terms, null, null, name));
        }
        Map<String, String> labels = new HashMap<>();
        List<List<String>> residencies = new ArrayList<>(3);
        if (organization != null) {
            add(organization.labels(), organization.residency(), labels, residencies);
        }
        if (team != null) {
            add(team.labels(), team.residency(), labels, residencies);
        }
        add(terms.labels(), terms.residency(), labels, residencies);
        return new Belonging(
                terms.team(),
                name,
                Map.copyOf(labels),
                List.copyOf(residencies),
                terms.content() == null && team != null ? team.content() : terms.content(),
                fault(terms, team, organization, name));
    }

    private static void add(
            Map<String, String> from,
            @Nullable List<String> residency,
            Map<String, String> labels,
            List<List<String>> residencies) {
        labels.putAll(from);
        if (residency != null && !residencies.contains(residency)) {
            residencies.add(residency);
        }
    }

    private static @Nullable String fault(
            KeyTerms terms,
            @Nullable TeamSettings team,
            @Nullable OrganizationSettings organization,
            @Nullable String name) {
        if (terms.team() != null && team == null) {
            return "its team '" + terms.team() + "' does not exist any more";
        }
        if (name != null && organization == null) {
            return "its organisation '" + name + "' does not exist any more";
        }
        if (terms.organization() != null && !terms.organization().equals(name)) {
            return "its team '" + terms.team() + "' belongs to the organisation '" + name + "', not to '"
                    + terms.organization() + "'";
        }
        return null;
    }
}
