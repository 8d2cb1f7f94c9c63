package dev.bifrost.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a key inherits: who pays for it, where its calls may go, and that it never escapes either. */
class TeamsTest {
    private final Teams teams = Teams.of(
            List.of(organization("bank", List.of("eu"), Map.of("cost", "1", "bank", "yes"))),
            List.of(
                    team("legal", "bank", List.of("de", "ch"), Map.of("cost", "2", "team", "legal")),
                    team("alone", null, null, Map.of())));

    @Test
    void belonging_ofTeamAndOrganization_isInherited() {
        VirtualKey key = VirtualKey.of(
                Written.key("a")
                        .team("legal")
                        .residency(List.of("eu"))
                        .labels(Map.of("cost", "3"))
                        .settings(),
                teams);

        assertThat(key.id()).isEqualTo("a");
        assertThat(key.team()).isEqualTo("legal");
        assertThat(key.organization()).isEqualTo("bank");
        assertThat(key.labels()).isEqualTo(Map.of("cost", "3", "bank", "yes", "team", "legal"));
        assertThat(key.residencies())
                .as("each must be kept; a list that is there twice is kept once")
                .containsExactly(List.of("eu"), List.of("de", "ch"));
        assertThat(key.fault()).isNull();
    }

    @Test
    void belonging_organizationOnly_isInherited() {
        VirtualKey key = VirtualKey.of(Written.key("a").organization("bank").settings(), teams);

        assertThat(key.team()).isNull();
        assertThat(key.organization()).isEqualTo("bank");
        assertThat(key.residencies()).containsExactly(List.of("eu"));
    }

    @Test
    void belonging_nothing_isNothing() {
        VirtualKey key = VirtualKey.of(Written.key("a").id("b").settings(), teams);

        assertThat(key.id()).isEqualTo("b");
        assertThat(key.organization()).isNull();
        assertThat(key.residencies()).isEmpty();
        assertThat(key.labels()).isEmpty();
    }

    @Test
    void belonging_teamOrOrganizationGone_isAFaultSinceItsBudgetsAreGoneToo() {
        assertThat(fault("gone", null)).contains("team 'gone'");
        assertThat(fault(null, "gone")).contains("organisation 'gone'");
        assertThat(fault("legal", "shop")).contains("belongs to the organisation 'bank', not to 'shop'");
        assertThat(fault("alone", "bank")).isNull();
        assertThat(fault("alone", "gone")).contains("organisation 'gone'");
    }

    private @Nullable String fault(@Nullable String team, @Nullable String organization) {
        return VirtualKey.of(
                        Written.key("a").team(team).organization(organization).settings(), teams)
                .fault();
    }

    static OrganizationSettings organization(
            String name, @Nullable List<String> residency, Map<String, String> labels) {
        return new OrganizationSettings(name, List.of(), null, residency, labels);
    }

    static TeamSettings team(
            String name, @Nullable String organization, @Nullable List<String> residency, Map<String, String> labels) {
        return new TeamSettings(name, organization, List.of(), null, residency, null, labels);
    }
}
