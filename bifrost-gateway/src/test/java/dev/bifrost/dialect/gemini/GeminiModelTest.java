package dev.bifrost.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiModelTest {

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, 205",
        "models/gemini-2.0-flash-001, 200",
        "publishers/google/models/Gemini-3.1-Pro-Preview, 301",
        "gemini-3-pro-preview, 300",
        "gemini-live-2.5-flash-preview, 205",
        "gemini-robotics-er-1.5-preview, 105",
        "gemini-4-argon, 400",
        "gemini-flash-latest, 9999",
        "gemini-pro-vision, 100",
        "1234567890, 205",
        "gemma-3-27b-it, 205"
    })
    void of_name_tellsTheVersion(String name, int version) {
        assertThat(GeminiModel.of(name).version()).isEqualTo(version);
    }
}
