package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleKeyFileTest {
    private static final String ACCOUNT =
            "{\"type\":\"service_account\",\"project_id\":\"p\",\"client_email\":\"a@b\",\"private_key\":\"hunter2\"%s}";

    @Test
    void of_serviceAccount_knowsWhoseItIs() {
        GoogleKeyFile file = of(ACCOUNT.formatted(",\"token_uri\":\"https://oauth2.googleapis.com/token\""));

        assertThat(file).isEqualTo(new GoogleKeyFile("service_account", "a@b", "p"));
        assertThat(file.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://collector.example/token",
                "http://oauth2.googleapis.com/token",
                "https://googleapis.com.evil.example/token",
                "https://evilgoogleapis.com/token",
                "https://oauth2.googleapis.com@evil.example/token",
                "https://user@oauth2.googleapis.com/token",
                "http://127.0.0.1.evil.example/",
                "not an address",
            })
    void of_addressThatIsNotGoogles_isRefused(String address) {
        assertThatThrownBy(() -> of(ACCOUNT.formatted(",\"token_uri\":\"" + address + "\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("has a token_uri that is not Google's")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9/token", "http://[::1]/token", "http://localhost/token"})
    void of_addressOnThisMachine_isTaken(String address) {
        assertThat(of(ACCOUNT.formatted(",\"token_uri\":\"" + address + "\"")).project())
                .isEqualTo("p");
    }

    @Test
    void of_addressDeepInside_isRefusedToo() {
        assertThatThrownBy(() -> of("{\"type\":\"impersonated_service_account\",\"source_credentials\":"
                        + "{\"type\":\"authorized_user\",\"token_uri\":\"https://collector.example\"}}"))
                .hasMessageStartingWith("has a token_uri");
        assertThatThrownBy(() ->
                        of("{\"type\":\"external_account\",\"token_url\":\"https://sts.googleapis.com.evil.example\"}"))
                .hasMessageStartingWith("has a token_url");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2 | is not JSON",
                "[1] | is not JSON",
                "{\"a\":1} | has no \"type\"",
                "{\"type\":\"magic\"} | has no \"type\"",
                "{\"type\":\"service_account\"} | lacks the client_email",
            })
    void of_somethingElse_saysWhatIsWrong(String content, String expected) {
        assertThatThrownBy(() -> of(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void read_noFile_namesIt() {
        assertThatThrownBy(() -> GoogleKeyFile.read(Path.of("/nowhere/key.json")))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no file /nowhere/key.json");
    }

    private static GoogleKeyFile of(String content) {
        return GoogleKeyFile.of(content.getBytes(StandardCharsets.UTF_8));
    }
}
