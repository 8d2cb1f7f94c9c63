package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.settings.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told before a sink takes entries to the wrong place, or nowhere. */
class SinkSettingsTest {

    private static SinkSettings of(SinkSettings.Type type, @Nullable String name, @Nullable String url) {
        Secret address = url == null ? null : Secret.of(url);
        Secret secret = type == SinkSettings.Type.WEBHOOK ? Secret.of("s3cret") : null;
        return new SinkSettings(
                type, name, null, address, null, null, null, secret, null, null, null, null, null, null, null, null,
                null);
    }

    @Test
    void name_ofTheGatewaysOwnDatabase_isRefused() {
        assertThatThrownBy(() -> of(SinkSettings.Type.STDOUT, "calls", null))
                .hasMessage(".name: 'calls' is what the gateway's own database of calls is called");
    }

    @ParameterizedTest
    @CsvSource({
        "WEBHOOK, ftp://host/x, must be such as",
        "WEBHOOK, https:///x, must be such as",
        "CLICKHOUSE, 'http://a b', is no address",
        "POSTGRES, mysql://u:p4ssw0rd@h/d, .url"
    })
    void url_thatIsNone_isRefusedWithoutRepeatingIt(SinkSettings.Type type, String url, String said) {
        assertThatThrownBy(() -> of(type, null, url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("p4ssw0rd");
    }

    @Test
    void key_ofAnotherType_isRefused() {
        assertThatThrownBy(() -> of(SinkSettings.Type.STDOUT, null, "https://host/"))
                .hasMessage(".url: has no meaning for a sink of type stdout");
    }
}
