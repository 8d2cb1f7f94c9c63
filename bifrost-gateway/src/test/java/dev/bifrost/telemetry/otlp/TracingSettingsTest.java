package dev.bifrost.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that can not work is said at the start, not by traces that are missing. */
class TracingSettingsTest {
    private static final URI COLLECTOR = URI.create("http://collector:4318");

    @Test
    void to_address_isCompletedByWhatTheProtocolSays() {
        TracingSettings settings = TracingSettings.to(URI.create("https://host/api/public/otel/"));

        assertThat(settings.traces()).isEqualTo("https://host/api/public/otel/v1/traces");
        assertThat(settings.metricsAddress()).isEqualTo("https://host/api/public/otel/v1/metrics");
        assertThat(TracingSettings.to(COLLECTOR).traces()).isEqualTo("http://collector:4318/v1/traces");
        assertThat(settings.sample()).isEqualTo(1.0);
        assertThat(settings.propagate()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void sample_thatIsNoShare_isRefused(double sample) {
        assertThatThrownBy(() -> with(Map.of(), sample, null, null)).hasMessageContaining(".sample: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "ä"})
    void header_withAnImpossibleName_isRefused(String name) {
        assertThatThrownBy(() -> with(Map.of(name, Secret.of("v")), null, null, null))
                .hasMessageContaining(".headers: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx-evil: 1", "a\u0000b", "ä"})
    void header_withAnImpossibleValue_isRefusedWithoutShowingIt(String value) {
        assertThatThrownBy(() -> with(Map.of("authorization", Secret.of(value)), null, null, null))
                .hasMessageContaining("'authorization'")
                .hasMessageNotContaining(value);
    }

    @Test
    void address_withAQuery_isRefused() {
        assertThatThrownBy(() -> TracingSettings.to(URI.create("http://collector:4318/?token=abc")))
                .hasMessageContaining(".otlp: ")
                .hasMessageNotContaining("abc");
    }

    @Test
    void times_thatCanNotBe_areRefused() {
        assertThatThrownBy(() -> with(Map.of(), null, Duration.ofMillis(10), null))
                .hasMessageContaining(".metrics_every: ");
        assertThatThrownBy(() -> with(Map.of(), null, null, Duration.ZERO)).hasMessageContaining(".timeout: ");
    }

    private static TracingSettings with(
            Map<String, Secret> headers, Double sample, Duration metricsEvery, Duration timeout) {
        return new TracingSettings(
                COLLECTOR, null, headers, sample, null, null, null, null, metricsEvery, timeout, null, null, null);
    }
}
