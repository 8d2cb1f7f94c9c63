package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.store.StoreAddress.Postgres;
import dev.bifrost.store.StoreAddress.Sqlite;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {
    @Test
    void sqlite_relative_isFoundBesideTheConfiguration() {
        StoreSettings settings = StoreSettings.parse("sqlite:./data/bifrost.db").against(Path.of("/etc/bifrost"));

        assertThat(settings.address()).isEqualTo(new Sqlite(Path.of("/etc/bifrost/data/bifrost.db")));
        assertThat(settings.location()).isEqualTo("sqlite:/etc/bifrost/data/bifrost.db");
        assertThat(StoreSettings.parse("sqlite:///var/x.db").address()).isEqualTo(new Sqlite(Path.of("/var/x.db")));
    }

    @Test
    void postgres_everyPart_isRead() {
        StoreAddress address = StoreSettings.parse(
                        "postgresql://bif%40rost:p%2F%3Aw+d@db1:5433,[::1]:5434/llm?sslmode=verify-full"
                                + "&sslrootcert=system&target_session_attrs=read-write")
                .address();

        assertThat(address).isInstanceOfSatisfying(Postgres.class, server -> {
            assertThat(server.url().hosts()).isEqualTo("db1:5433,[::1]:5434");
            assertThat(server.url().database()).isEqualTo("llm");
            assertThat(server.url().user()).isEqualTo("bif@rost");
            assertThat(server.url().password()).isEqualTo(Secret.of("p/:w+d"));
            assertThat(server.url().properties())
                    .containsEntry("sslmode", "verify-full")
                    .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory")
                    .containsEntry("targetServerType", "primary");
        });
    }

    @Test
    void password_ofItsOwn_isTakenAsItIs() {
        var settings =
                new StoreSettings(Secret.of("postgres://bifrost@db/llm"), Secret.of("100%/:@"), null, null, null);

        assertThat(settings.address())
                .isInstanceOfSatisfying(
                        Postgres.class,
                        server -> assertThat(server.url().password()).isEqualTo(Secret.of("100%/:@")));
    }

    @Test
    void text_ofSettings_showsNoPassword() {
        StoreSettings settings = StoreSettings.parse("postgres://bifrost:hunter2@db/llm");

        assertThat(settings.toString() + settings.address() + settings.location())
                .contains("postgres://db/llm")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:hunter2@h/d",
                "postgres://u:hunter2@h",
                "postgres://u:hunter2/x@h/d",
                "postgres://u:hunter2#x@h/d",
                "postgres://u:hunter2?x@h/d",
                "postgres://u:hunter2%zz@h/d",
                "postgres://u:hunter2@h:port/d",
                "postgres://u@h/d?pasword=hunter2",
                "postgres://u:hunter2@h/d?socketFactory=x",
                "sqlite::memory:",
                "sqlite:file.db?hunter2",
                "sqlite:",
                ""
            })
    void parse_mistakes_areNamedWithoutTheirText(String url) {
        assertThatThrownBy(() -> StoreSettings.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url ")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void pool_absurdSizes_areRefused() {
        Secret url = Secret.of("postgres://db/llm");

        assertThatThrownBy(() -> new StoreSettings(url, null, null, 0, null)).hasMessageStartingWith("connections ");
        assertThatThrownBy(() -> new StoreSettings(url, null, null, null, java.time.Duration.ZERO))
                .hasMessageStartingWith("timeout ");
    }
}
