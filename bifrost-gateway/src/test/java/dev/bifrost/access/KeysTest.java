package dev.bifrost.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.settings.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final String KEY = "vk-0123456789abcdef";
    private static final String OTHER = "vk-fedcba9876543210";
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-06-01T12:00:00Z"));

    private final Keys keys = Keys.of(List.of(named("tenant-12", KEY), named("tenant-13", OTHER)), false, NOON);

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + KEY, "bearer " + KEY, "BEARER   " + KEY + " ", " Bearer " + KEY})
    void identify_bearer_isKnownHoweverItIsWritten(String header) throws Refusal {
        assertThat(keys.identify(authorization(header)).name()).isEqualTo("tenant-12");
    }

    @Test
    void identify_eachPlaceAnSdkUses_isKnown() throws Refusal {
        for (Credentials credentials : List.of(
                new Credentials(null, KEY, null, null, null, null),
                new Credentials(null, null, KEY, null, null, null),
                new Credentials(null, null, null, KEY, null, null),
                new Credentials(null, null, null, null, KEY, null),
                new Credentials(null, null, null, null, null, KEY),
                authorization("AWS4-HMAC-SHA256 Credential=" + KEY
                        + "/20260601/eu-central-1/bedrock/aws4_request, SignedHeaders=host, Signature=00"))) {
            assertThat(keys.identify(credentials).name()).as("%s", credentials).isEqualTo("tenant-12");
        }
    }

    @Test
    void identify_sameKeyTwice_isKnown() throws Refusal {
        assertThat(keys.identify(new Credentials("Bearer " + KEY, KEY, null, null, null, null))
                        .name())
                .isEqualTo("tenant-12");
    }

    @Test
    void identify_twoDifferentKeys_namesThePlacesAndNotTheKeys() {
        Failure failure = refused(keys, new Credentials("Bearer " + KEY, OTHER, null, null, null, null));

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.code()).isEqualTo("conflicting_keys");
        assertThat(failure.message()).contains("authorization and x-api-key").doesNotContain(KEY, OTHER);
    }

    @Test
    void identify_xBfVk_winsOverWhatAnSdkInsistsOnSending() throws Refusal {
        var credentials = new Credentials("Basic dXNlcg==", "sk-dummy", null, null, null, OTHER);

        assertThat(keys.identify(credentials).name()).isEqualTo("tenant-13");
    }

    @Test
    void identify_nothing_saysWhatToSend() {
        Failure failure = refused(keys, Credentials.NONE);

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.code()).isEqualTo("missing_key");
        assertThat(failure.message()).contains("Authorization: Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Bearer", "Bearer ", "AWS4-HMAC-SHA256 SignedHeaders=host"})
    void identify_emptyCredential_isMissing(String header) {
        assertThat(refused(keys, authorization(header)).code()).isEqualTo("missing_key");
    }

    @ParameterizedTest
    @CsvSource({
        "Basic dXNlcjpwYXNz, Basic authentication",
        "Digest x, This authorization scheme",
        KEY + ", without a scheme"
    })
    void identify_otherScheme_saysToUseBearerAndDoesNotEcho(String header, String said) {
        Failure failure = refused(keys, authorization(header));

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.message())
                .contains(said, "Bearer YOUR_KEY")
                .doesNotContain(header.substring(header.indexOf(' ') + 1));
    }

    @Test
    void identify_basicBesideAGoodKey_isForAProxyOnTheWay() throws Refusal {
        var credentials = new Credentials("Basic dXNlcjpwYXNz", KEY, null, null, null, null);

        assertThat(keys.identify(credentials).name()).isEqualTo("tenant-12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vk-unknown", KEY + "0", "VK-0123456789ABCDEF", KEY + ", Bearer " + KEY})
    void identify_unknownKey_isRefusedWithoutEchoingIt(String key) {
        Failure failure = refused(keys, authorization("Bearer " + key));

        assertThat(failure.status()).isEqualTo(401);
        assertThat(failure.code()).isEqualTo("invalid_api_key");
        assertThat(failure.message()).doesNotContain(key);
    }

    @Test
    void identify_hugeKey_isRefused() {
        assertThat(refused(keys, authorization("Bearer " + "k".repeat(8000))).code())
                .isEqualTo("invalid_api_key");
    }

    @Test
    void identify_keyGivenAsHash_isKnown() throws Refusal {
        String digits = HexFormat.of().withUpperCase().formatHex(Secret.of(KEY).sha256());
        var hashed = Written.key("hashed").hash(digits).settings();

        assertThat(Keys.of(List.of(hashed), false, NOON)
                        .identify(authorization("Bearer " + KEY))
                        .name())
                .isEqualTo("hashed");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01, 2026-06-01T23:59:59.999Z, true",
        "2026-06-01, 2026-06-02T00:00:00Z, false",
        "2026-06-01T12:00:00Z, 2026-06-01T12:00:00Z, true",
        "2026-06-01T12:00:00Z, 2026-06-01T12:00:00.001Z, false",
        "2026-06-01T12:00:00+02:00, 2026-06-01T10:00:00Z, true",
        "2026-06-01T12:00:00+02:00, 2026-06-01T10:00:01Z, false",
    })
    void identify_expires_isGoodToItsLastMoment(String expires, Instant now, boolean good) throws Refusal {
        var expiring = Written.key("t").secret(KEY).expires(expires).settings();
        var atThatTime = Keys.of(List.of(expiring), false, InstantSource.fixed(now));

        if (good) {
            assertThat(atThatTime.identify(authorization("Bearer " + KEY)).name())
                    .isEqualTo("t");
        } else {
            assertThat(refused(atThatTime, authorization("Bearer " + KEY)).code())
                    .isEqualTo("expired_key");
        }
    }

    @Test
    void identify_noKeysAndNotOpen_letsNobodyIn() {
        assertThat(refused(Keys.of(List.of(), false, NOON), authorization("Bearer " + KEY))
                        .code())
                .isEqualTo("invalid_api_key");
    }

    @Test
    void identify_openWithoutKeys_letsEverybodyInWhateverTheySend() throws Refusal {
        Keys open = Keys.of(List.of(), true, NOON);

        for (Credentials any : List.of(
                Credentials.NONE, authorization("Basic x"), new Credentials("Bearer a", "b", null, null, null, null))) {
            assertThat(open.identify(any)).isSameAs(VirtualKey.OPEN);
        }
    }

    @Test
    void identify_openWithKeys_knowsAKeyThatIsShown() throws Refusal {
        Keys open = Keys.of(List.of(named("tenant-12", KEY), named("tenant-13", OTHER)), true, NOON);

        assertThat(open.identify(authorization("Bearer " + KEY)).name()).isEqualTo("tenant-12");
        assertThat(open.identify(new Credentials("Bearer sk-dummy", KEY, null, null, null, null))
                        .name())
                .isEqualTo("tenant-12");
        assertThat(open.identify(authorization("Bearer unknown"))).isSameAs(VirtualKey.OPEN);
        assertThat(open.identify(Credentials.NONE)).isSameAs(VirtualKey.OPEN);
        assertThat(refused(open, new Credentials("Bearer " + KEY, OTHER, null, null, null, null))
                        .code())
                .isEqualTo("conflicting_keys");
    }

    @Test
    void of_manyMistakes_namesThemAllAtOnceAndNoKey() {
        var neither = Written.key("a").settings();
        var both = Written.key("b").secret(KEY).hash("00").settings();
        var badHash = Written.key("c").hash("z".repeat(64)).settings();
        var badTime = Written.key("d").secret("x").expires("soon").settings();
        var settings = List.of(
                neither,
                both,
                badHash,
                badTime,
                named("e", KEY),
                named("e", OTHER),
                named("f", KEY),
                named("g", tooLong()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keys.of(settings, false, NOON))
                .satisfies(e -> assertThat(e.getMessage().lines())
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("virtual_keys[0]: give either"),
                                line -> assertThat(line).startsWith("virtual_keys[1]: give either"),
                                line -> assertThat(line).startsWith("virtual_keys[2].key_sha256: must be 64"),
                                line -> assertThat(line).startsWith("virtual_keys[3].expires: 'soon'"),
                                line -> assertThat(line).startsWith("virtual_keys[5].name: 'e'"),
                                line -> assertThat(line).contains("virtual_keys[6].key: is the same as that of 'e'"),
                                line -> assertThat(line).startsWith("virtual_keys[7].key: is longer")))
                .withMessageNotContaining(KEY);
    }

    @Test
    void toString_credentials_neverShowsAKey() {
        var credentials = new Credentials("Bearer " + KEY, OTHER, null, null, null, null);

        assertThat(credentials).hasToString("Credentials[authorization, x-api-key]");
    }

    private static String tooLong() {
        return "k".repeat(513);
    }

    private static VirtualKeySettings named(String name, String key) {
        return Written.key(name).secret(key).settings();
    }

    private static Credentials authorization(String header) {
        return new Credentials(header, null, null, null, null, null);
    }

    private static Failure refused(Keys keys, Credentials credentials) {
        return catchThrowableOfType(Refusal.class, () -> keys.identify(credentials))
                .failure();
    }
}
