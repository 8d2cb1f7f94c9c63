package dev.bifrost.config;

import dev.bifrost.access.OrganizationSettings;
import dev.bifrost.access.TeamSettings;
import dev.bifrost.access.VirtualKeySettings;
import dev.bifrost.api.settings.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who belongs to whom: keys to teams and organisations, teams to organisations. */
final class TeamRules {
    private final GatewaySettings settings;
    private final List<String> organizations;
    private final Map<String, @Nullable String> teams = new HashMap<>();
    private final Findings findings;

    TeamRules(GatewaySettings settings, Findings findings) {
        this.settings = settings;
        this.organizations = settings.organizations().stream()
                .map(OrganizationSettings::name)
                .toList();
        settings.teams().forEach(team -> teams.putIfAbsent(team.name(), team.organization()));
        this.findings = findings;
    }

    void run() {
        Validation.unique(settings.organizations(), "organizations", "name", OrganizationSettings::name, findings);
        Validation.unique(settings.teams(), "teams", "name", TeamSettings::name, findings);
        for (int i = 0; i < settings.teams().size(); i++) {
            organization(settings.teams().get(i).organization(), "teams[" + i + "].organization");
        }
        for (int i = 0; i < settings.virtualKeys().size(); i++) {
            check(settings.virtualKeys().get(i), "virtual_keys[" + i + "]");
        }
    }

    private void check(VirtualKeySettings key, String path) {
        organization(key.organization(), path + ".organization");
        String team = key.team();
        if (team == null) {
            return;
        }
        if (!teams.containsKey(team)) {
            if (!findings.refused("teams")) {
                findings.error(path + ".team", "there is no team '" + team + "'" + Spelling.hint(team, teams.keySet()));
            }
            return;
        }
        String above = teams.get(team);
        if (above != null && organizations.contains(key.organization()) && !above.equals(key.organization())) {
            findings.error(
                    path + ".organization", "the team '" + team + "' belongs to '" + above + "'; leave this out");
        }
    }

    /** An organisation that is written with a mistake exists. */
    private void organization(@Nullable String name, String path) {
        if (name != null && !organizations.contains(name) && !findings.refused("organizations")) {
            findings.error(path, "there is no organisation '" + name + "'" + Spelling.hint(name, organizations));
        }
    }
}
