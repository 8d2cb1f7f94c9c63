package dev.bifrost.config;

import static dev.bifrost.config.Configurations.draft;
import static dev.bifrost.config.Configurations.errors;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Teams, organisations, budgets, limits and administrators: what is wrong with them is said with its line. */
class BelongingRulesTest {
    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @Test
    void check_everythingInPlace_isFine() {
        assertThat(errors("""
                        organizations: [{ name: bank, budgets: [{ usd: 5000, per: month }] }]
                        teams: [{ name: legal, organization: bank, rate_limit: { concurrent: 5 } }]
                        virtual_keys:
                          - { name: a, key: vk-0123456789ab, team: legal, budgets: [{ usd: 0.000000001, per: total }] }
                          - { name: b, key: vk-0123456789ac, organization: bank }
                          - { name: c, key: vk-0123456789ad, team: legal, organization: bank, id: tenant-9 }
                        time_zone: Europe/Zurich
                        """)).isEmpty();
    }

    @Test
    void check_danglingNames_areToldWithTheNearest() {
        assertThat(errors("""
                        organizations: [{ name: bank }]
                        teams:
                          - { name: legal, organization: bnak }
                          - { name: sales, organization: bank }
                        virtual_keys:
                          - { name: a, key: vk-0123456789ab, team: leagl }
                          - { name: b, key: vk-0123456789ac, organization: zoo }
                          - { name: c, key: vk-0123456789ad, team: sales, organization: bank2 }
                        """))
                .containsExactly(
                        "3 teams[0].organization: there is no organisation 'bnak'; did you mean 'bank'?",
                        "6 virtual_keys[0].team: there is no team 'leagl'; did you mean 'legal'?",
                        "7 virtual_keys[1].organization: there is no organisation 'zoo'",
                        "8 virtual_keys[2].organization: there is no organisation 'bank2'; did you mean 'bank'?");
    }

    @Test
    void check_teamOfAnotherOrganization_isRefused() {
        assertThat(errors("""
                        organizations: [{ name: bank }, { name: shop }]
                        teams: [{ name: legal, organization: bank }]
                        virtual_keys: [{ name: a, key: vk-0123456789ab, team: legal, organization: shop }]
                        """))
                .containsExactly("3 virtual_keys[0].organization: the team 'legal' belongs to 'bank'; leave this out");
    }

    @Test
    void check_brokenTeam_isNotAlsoCalledMissing() {
        assertThat(errors("""
                        teams: [{ name: legal, budgets: [{ usd: lots }] }]
                        virtual_keys: [{ name: a, key: vk-0123456789ab, team: legal }]
                        """)).hasSize(1);
    }

    @Test
    void check_duplicates_areRefused() {
        assertThat(errors("""
                        organizations: [{ name: a }, { name: a }]
                        teams:
                          - name: t
                          - name: t
                        virtual_keys:
                          - { name: a, key: vk-0123456789ab }
                          - { name: b, key: vk-0123456789ac, id: a }
                          - { name: c, key: vk-0123456789ad, id: x }
                          - { name: d, key: vk-0123456789ae, id: x }
                        """))
                .containsExactly(
                        "1 organizations[1].name: duplicate name 'a'; line 1 has it already",
                        "4 teams[1].name: duplicate name 't'; line 3 has it already",
                        "7 virtual_keys[1].id: is that of 'a' on line 6 too; the spend of both would be one",
                        "9 virtual_keys[3].id: is that of 'c' on line 8 too; the spend of both would be one");
    }

    @ParameterizedTest
    @CsvSource({
        "usd: -1, usd, must be more than 0",
        "usd: 0, usd, must be more than 0",
        "usd: 1e10, usd, at most 1000000000",
        "usd: 1e-10, usd, at most 9 decimals",
        "'usd: 1, warn_at: [0]', warn_at, percentages",
        "'usd: 1, warn_at: [50, 101]', warn_at, percentages",
        "'usd: 1, per: total, rolling: true', rolling, needs a period",
        "'usd: 1, fallback: chaep', fallback, did you mean 'cheap'?",
    })
    void check_badBudget_isToldWithItsKeyWhereverItStands(String budget, String key, String said) {
        String models = "models: [{ alias: cheap, provider: openai }]\n";
        for (String place : new String[] {"teams", "organizations"}) {
            assertThat(errors(models + place + ":\n  - name: a\n    budgets:\n      - { " + budget + " }"))
                    .singleElement()
                    .asString()
                    .startsWith("5 " + place + "[0].budgets[0]." + key + ": ")
                    .contains(said);
        }
        assertThat(errors(models + "virtual_keys: [{ name: a, key: vk-0123456789ab, budgets: [{ " + budget + " }] }]"))
                .singleElement()
                .asString()
                .startsWith("2 virtual_keys[0].budgets[0]." + key + ": ");
    }

    @Test
    void check_unknownPeriod_isToldWithTheNearest() {
        assertThat(errors("teams: [{ name: a, budgets: [{ usd: 1, per: monht }] }]"))
                .containsExactly("1 teams[0].budgets[0].per: expected one of hour, day, week, month, year, total, "
                        + "found 'monht'; did you mean 'month'?");
    }

    @Test
    void check_badLimits_areToldWhereverTheyStand() {
        assertThat(errors("""
                        providers: [{ name: openai, rate_limit: { requests_per_minute: 0 } }]
                        models: [{ alias: a, provider: openai, rate_limit: { tokens_per_day: -5 } }]
                        organizations: [{ name: a, rate_limit: { concurrent: 0 } }]
                        teams: [{ name: a, rate_limit: { requests_per_hour: 9000000000000000 } }]
                        virtual_keys: [{ name: a, key: vk-0123456789ab, rate_limit: { tokens_per_minut: 1 } }]
                        """))
                .containsExactly(
                        "1 providers[0].rate_limit.requests_per_minute: must be from 1 to 1000000000000",
                        "2 models[0].rate_limit.tokens_per_day: must be from 1 to 1000000000000",
                        "3 organizations[0].rate_limit.concurrent: must be from 1 to 1000000000000",
                        "4 teams[0].rate_limit.requests_per_hour: must be from 1 to 1000000000000",
                        "5 virtual_keys[0].rate_limit: unknown key 'tokens_per_minut'; did you mean "
                                + "'tokens_per_minute'?");
    }

    @Test
    void check_timeZone_mustExist() {
        assertThat(errors("time_zone: Europe/Zurch"))
                .containsExactly("1 time_zone: there is no time zone 'Europe/Zurch'; write for example Europe/Zurich; "
                        + "did you mean 'Europe/Zurich'?");
        assertThat(draft("time_zone: Europe/Zurich").settings().zone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(draft("").settings().zone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void data_relative_startsFromTheFilesFolder() {
        assertThat(draft("").settings().data()).isEqualTo(Path.of("/etc/bifrost/bifrost-data"));
        assertThat(draft("data: d").settings().data()).isEqualTo(Path.of("/etc/bifrost/d"));
        assertThat(draft("data: /var/d").settings().data()).isEqualTo(Path.of("/var/d"));
    }

    @Test
    void check_adminTokens_areHashesAndEachItsOwn() {
        assertThat(errors("""
                        admin:
                          tokens:
                            - { name: a, sha256: %s, role: owner }
                            - { name: a, sha256: secret, role: viewer }
                            - { name: c, sha256: %s, role: operator }
                        """.formatted(HASH, HASH.toUpperCase(java.util.Locale.ROOT))))
                .containsExactly(
                        "4 admin.tokens[1].name: duplicate name 'a'; line 3 has it already",
                        "4 admin.tokens[1].sha256: must be 64 hexadecimal digits, such as printf %s \"$TOKEN\" | "
                                + "sha256sum prints",
                        "5 admin.tokens[2].sha256: is the token of 'a' too; every token must be its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "127.0.0.1:8080", "0.0.0.0:8081", "10.0.0.1:80"})
    void check_adminListen_mustBeAnAddressOfItsOwnThatNotEverybodyReaches(String address) {
        assertThat(errors("admin: { listen: \"" + address + "\" }"))
                .singleElement()
                .asString()
                .startsWith("1 admin.listen: ");
    }

    @Test
    void check_adminListenWithTokens_mayBeAnyAddress() {
        assertThat(errors("admin: { listen: 0.0.0.0:8081, tokens: [{ name: a, sha256: " + HASH + ", role: owner }] }"))
                .isEmpty();
    }
}
