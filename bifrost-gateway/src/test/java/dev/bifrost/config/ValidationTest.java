package dev.bifrost.config;

import static dev.bifrost.config.Configurations.draft;
import static dev.bifrost.config.Configurations.errors;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.server.ServerSettings.Listen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @Test
    void check_keyWithNoneOrBothForms_isRefused() {
        assertThat(errors(
                        "virtual_keys:\n  - name: a\n  - { name: b, key: vk-0123456789ab, key_sha256: " + HASH + " }"))
                .containsExactly(
                        "2 virtual_keys[0]: needs key or key_sha256",
                        "3 virtual_keys[1]: has both key and key_sha256; give one of them");
    }

    @Test
    void check_sameKeyTwice_isRefusedInEitherForm() {
        assertThat(errors("""
                        virtual_keys:
                          - { name: a, key: test-test-test }
                          - { name: b, key: test-test-test }
                          - { name: c, key_sha256: 82DA8CA4E3B5AF5FF4B4F2DD7B3E1D1B26BC31B2F37D8FB0BCC4B0E8B5A5E7A1 }
                          - { name: c, key_sha256: 82da8ca4e3b5af5ff4b4f2dd7b3e1d1b26bc31b2f37d8fb0bcc4b0e8b5a5e7a1 }
                        """))
                .containsExactly(
                        "3 virtual_keys[1].key: is the key of 'a' on line 2 too; every key must be its own",
                        "5 virtual_keys[3].name: duplicate name 'c'; line 4 has it already",
                        "5 virtual_keys[3].key_sha256: is the key of 'c' on line 4 too; every key must be its own");
    }

    @Test
    void check_keyFields_areChecked() {
        assertThat(errors("""
                        virtual_keys:
                          - name: a
                            key_sha256: abc
                            budget_usd_per_month: -1
                            expires: tomorrow
                            passthrough: [openai, mine, opnai]
                          - { name: b, key: 012345678901, budget_usd_per_month: 1e12, expires: 2027-02-30 }
                        providers: [{ name: mine, dialect: openai, base_url: http://x/v1 }]
                        """))
                .containsExactly(
                        "3 virtual_keys[0].key_sha256: must be 64 hexadecimal digits, such as printf %s \"$KEY\" | "
                                + "sha256sum prints",
                        "4 virtual_keys[0].budget_usd_per_month: must be more than 0 and at most 1000000000 dollars",
                        "5 virtual_keys[0].expires: write a date such as 2027-01-01, or a time such as "
                                + "2027-01-01T12:00:00Z",
                        "6 virtual_keys[0].passthrough[2]: there is no provider 'opnai'",
                        "7 virtual_keys[1].expires: write a date such as 2027-01-01, or a time such as "
                                + "2027-01-01T12:00:00Z",
                        "7 virtual_keys[1].budget_usd_per_month: must be more than 0 and at most 1000000000 dollars");
    }

    @Test
    void check_aliases_leadSomewhereInOneWay() {
        assertThat(errors("""
                        models:
                          - alias: a
                          - { alias: b, provider: openai, targets: [{ provider: openai }] }
                          - { alias: c, model: x, targets: [{ provider: openai }] }
                          - { alias: d, targets: [] }
                          - { alias: e, targets: [{ provider: openai, weight: 0 }] }
                          - { alias: "claude-*", provider: anthropic }
                        """))
                .containsExactly(
                        "2 models[0]: leads nowhere; give provider and model, or targets",
                        "3 models[1]: has both provider and targets; give one of them",
                        "4 models[2].model: goes with provider; each of the targets has its own",
                        "5 models[3].targets: is empty; write for example [{ provider: openai, model: gpt-4o }]",
                        "6 models[4].targets: all have weight 0, so that none gets any call");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "timeout", "429", "5xx", "credentials", "500", "503", "408", "409", "425"})
    void check_fallbackOn_knowsItsWords(String word) {
        assertThat(errors("models: [{ alias: a, provider: openai, fallback_on: [" + word + "] }]"))
                .isEmpty();
    }

    @Test
    void check_fallbackOnOtherWords_isRefused() {
        assertThat(errors("models: [{ alias: a, provider: openai, fallback_on: [400, 422, timeouts, 401] }]"))
                .containsExactly(
                        "1 models[0].fallback_on[0]: 400 can not be used: a request that one provider calls wrong is "
                                + "not sent to another",
                        "1 models[0].fallback_on[1]: 422 can not be used: a request that one provider calls wrong is "
                                + "not sent to another",
                        "1 models[0].fallback_on[2]: 'timeouts' is not known; write connect, timeout, 429, 5xx, "
                                + "credentials, or a status: 500 to 599, 408, 409 or 425; did you mean 'timeout'?",
                        "1 models[0].fallback_on[3]: '401' is not known; write connect, timeout, 429, 5xx, "
                                + "credentials, or a status: 500 to 599, 408, 409 or 425");
    }

    @Test
    void check_providers_areComplete() {
        assertThat(errors("""
                        providers:
                          - { name: openai, api_key: a, api_keys: [{ value: b }] }
                          - { name: openai }
                          - { name: mine }
                          - { name: mine2, base_url: http://x/v1 }
                          - { name: mine3, dialect: openai }
                          - { name: mine4, type: nothing }
                          - { name: mine5, type: openai }
                          - { name: a/b, type: openai }
                          - { name: openai2, type: openai, ca_file: none.pem }
                        """))
                .containsExactly(
                        "2 providers[0].api_keys: goes instead of api_key; put all credentials here, or only one there",
                        "3 providers[1].name: duplicate name 'openai'; line 2 has it already",
                        "4 providers[2]: the catalogue does not know 'mine', so that it needs dialect and base_url, or "
                                + "the type of a provider that the catalogue knows",
                        "5 providers[3]: the catalogue does not know 'mine2', so that it needs dialect (such as "
                                + "openai), or the type of a provider that the catalogue knows",
                        "6 providers[4]: the catalogue does not know 'mine3', so that it needs base_url, or the type "
                                + "of a provider that the catalogue knows",
                        "7 providers[5].type: the catalogue has no provider 'nothing'",
                        "9 providers[7].name: can not hold a slash, because models are addressed as provider/model",
                        "10 providers[8].ca_file: there is no file /etc/bifrost/none.pem");
    }

    @Test
    void check_filesOfClouds_mustBeThere() {
        assertThat(errors("""
                        providers:
                          - { name: vertex, location: eu, credentials_file: no.json }
                          - { name: azure, resource: r, entra: { federated_token_file: no.token } }
                        """))
                .containsExactly(
                        "2 providers[0].credentials_file: there is no file /etc/bifrost/no.json",
                        "3 providers[1].entra.federated_token_file: there is no file /etc/bifrost/no.token");
    }

    @Test
    void check_entra_isOneOfThree() {
        assertThat(errors("""
                        providers:
                          - name: azure
                            resource: r
                            entra:
                              client_secret: s
                              managed_identity: true
                          - { name: azure-b, type: azure, entra: { client_secret: s, federated_token_file: f } }
                        """))
                .containsExactly(
                        "6 providers[0].entra.managed_identity: managed_identity needs no client_secret and no "
                                + "federated_token_file; remove one or the other",
                        "7 providers[1].entra.federated_token_file: federated_token_file goes instead of client_secret; "
                                + "give one of them");
    }

    @Test
    void check_tlsFiles_mustBeThere() {
        assertThat(errors("server: { tls: { cert: no.crt, key: no.key } }"))
                .containsExactly(
                        "1 server.tls.cert: there is no file /etc/bifrost/no.crt",
                        "1 server.tls.key: there is no file /etc/bifrost/no.key");
    }

    @Test
    void check_timeouts_mustMakeSense() {
        assertThat(errors("defaults: { timeouts: { first_token: 0s } }"))
                .containsExactly("1 defaults.timeouts.first_token: first_token must be longer than 0s");
        assertThat(Configurations.parsed("defaults: { retry: { initial: 9s } }").warnings())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", ":8080", "[::]:80", "10.0.0.1:1", "gateway:80"})
    void check_openAddressWithoutKeys_saysWhatToWrite(String address) {
        assertThat(errors("server: { listen: \"" + address + "\" }"))
                .singleElement()
                .asString()
                .startsWith("1 server.listen: ")
                .contains("virtual_keys: [{ name: my-app, key: \"${MY_APP_KEY}\" }]", "access: open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "127.9.9.9:1", "localhost:80", "[::1]:80"})
    void check_loopbackWithoutKeys_isFine(String address) {
        assertThat(errors("server: { listen: \"" + address + "\" }")).isEmpty();
    }

    @Test
    void check_openAddressWithKeysOrOpenAccess_isFine() {
        assertThat(errors("access: open\nserver: { listen: 0.0.0.0:80 }")).isEmpty();
        assertThat(errors("server: { listen: 0.0.0.0:80 }\nvirtual_keys: [{ name: a, key: vk-0123456789 }]"))
                .isEmpty();
        assertThat(errors("access: keys\nserver: { listen: 0.0.0.0:80 }"))
                .as("keys may be made while it runs, and until then nobody is let in")
                .isEmpty();
    }

    @Test
    void check_openAddressWithBrokenKeys_complainsOnlyOfThem() {
        assertThat(errors("server: { listen: 0.0.0.0:80 }\nvirtual_keys: [{ key: vk-0123456789 }]"))
                .containsExactly("2 virtual_keys[0]: 'name' is missing");
        assertThat(errors("server: { listen: 0.0.0.0:80 }\naccess: opne\n"))
                .containsExactly("2 access: expected one of keys, open, found 'opne'; did you mean 'open'?");
    }

    @Test
    void listening_openAddress_isCheckedLikeTheFiles() {
        Draft draft = draft("providers: []").listening(new Listen("0.0.0.0", 80));

        assertThat(draft.settings().server().listen()).isEqualTo(new Listen("0.0.0.0", 80));
        assertThat(errors(draft.check(new Validation(Configurations.CATALOGUE::contains))))
                .hasSize(1);
    }
}
