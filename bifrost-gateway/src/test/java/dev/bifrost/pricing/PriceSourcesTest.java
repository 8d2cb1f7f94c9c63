package dev.bifrost.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prices from elsewhere must never make a bill, or a budget, worse than without them. */
class PriceSourcesTest {
    private static final Usage USAGE = Usage.of(1_000, 0);

    private final List<String> notices = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder;

    private static String litellm(String provider, String model, String input) {
        return "{\"" + model + "\": {\"litellm_provider\": \"" + provider + "\", \"mode\": \"chat\", "
                + "\"input_cost_per_token\": " + input + ", \"output_cost_per_token\": 1e-05}}";
    }

    private PriceSettings settings(Path... files) {
        List<PriceSettings.Source> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(new PriceSettings.Source(PriceSettings.Format.LITELLM, file, null));
        }
        return new PriceSettings(List.of(), sources, null, null);
    }

    private PriceSources sources(PriceSettings settings) {
        PriceSources sources = new PriceSources(settings, Map.of(), () -> now, notices::add);
        sources.start();
        return sources;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static long nanos(PriceSources sources, String provider, String model) {
        return sources.current()
                .cost(provider, provider, model, USAGE, Instant.parse("2026-11-24T12:00:00Z"))
                .nanoDollars();
    }

    private String version(PriceSources sources, String model) {
        return sources.current().cost("openai", "openai", model, USAGE, now).price();
    }

    @Test
    void start_file_isInForceInsteadOfTheCatalogue() throws IOException {
        Path file = write("a.json", litellm("openai", "gpt-4o", "2e-06"));
        try (PriceSources sources = sources(settings(file))) {
            assertThat(nanos(sources, "openai", "gpt-4o")).isEqualTo(2_000_000);
            assertThat(version(sources, "gpt-4o")).isEqualTo("2026-11-24 litellm");
            assertThat(nanos(sources, "openai", "gpt-5"))
                    .as("what it does not know")
                    .isEqualTo(1_250_000);
            assertThat(notices).isEmpty();
        }
    }

    @Test
    void start_twoFiles_theFirstIsBelieved() throws IOException {
        Path first = write("a.json", litellm("openai", "new-1", "2e-06"));
        Path second = write("b.json", litellm("openai", "new-1", "3e-06"));
        try (PriceSources sources = sources(settings(first, second))) {
            assertThat(nanos(sources, "openai", "new-1")).isEqualTo(2_000_000);
        }
    }

    @Test
    void refresh_moveByMoreThanHalf_isHeldBackAndTold() throws IOException {
        Path file = write("a.json", litellm("openai", "new-1", "2e-06"));
        try (PriceSources sources = sources(settings(file))) {
            write("a.json", litellm("openai", "new-1", "3e-06"));
            sources.refresh();
            assertThat(nanos(sources, "openai", "new-1"))
                    .as("half is no more than half")
                    .isEqualTo(3_000_000);
            assertThat(notices).isEmpty();

            write("a.json", litellm("openai", "new-1", "4.6e-06"));
            sources.refresh();
            assertThat(nanos(sources, "openai", "new-1")).isEqualTo(3_000_000);
            assertThat(notices)
                    .singleElement()
                    .asString()
                    .contains("openai/new-1 moves from 3.00 to 4.60 dollars (input)", "prices.overrides");

            write("a.json", litellm("openai", "new-1", "1e-06"));
            sources.refresh();
            assertThat(nanos(sources, "openai", "new-1")).as("a third").isEqualTo(3_000_000);

            write("a.json", litellm("openai", "new-1", "0"));
            sources.refresh();
            assertThat(nanos(sources, "openai", "new-1")).as("nothing").isEqualTo(3_000_000);
            assertThat(notices).hasSize(3);
        }
    }

    @Test
    void start_moveAgainstTheCatalogue_isHeldBackToo() throws IOException {
        Path file = write("a.json", litellm("openai", "gpt-4o", "2.5e-09"));
        try (PriceSources sources = sources(settings(file))) {
            assertThat(nanos(sources, "openai", "gpt-4o")).isEqualTo(2_500_000);
            assertThat(version(sources, "gpt-4o")).isEqualTo("2026-08-21 catalogue");
            assertThat(notices).singleElement().asString().contains("openai/gpt-4o moves from 2.50 to 0.0025");
        }
    }

    @Test
    void start_ruleThatTakesModelsFromOthers_isHeldBack() throws IOException {
        Path file = write("a.json", """
                [ { "id": "openai", "models": [ { "id": "all", "match": { "contains": "" },
                    "prices": { "input_mtok": 0.001, "output_mtok": 0.001 } } ] } ]
                """);
        PriceSettings settings = new PriceSettings(
                List.of(),
                List.of(new PriceSettings.Source(PriceSettings.Format.GENAI_PRICES, file, null)),
                null,
                null);
        try (PriceSources sources = sources(settings)) {
            assertThat(nanos(sources, "openai", "gpt-4o-2024-08-06")).isEqualTo(2_500_000);
            assertThat(nanos(sources, "openai", "gpt-5-nano-2025-08-07")).isEqualTo(50_000);
            assertThat(notices).hasSize(11).last().asString().contains("prices more, held back");
        }
    }

    @Test
    void refresh_announcedPrice_isHeldBackBeforeItsDayComes() throws IOException {
        String file = """
                [ { "id": "openai", "models": [ { "id": "gpt-4o", "match": { "equals": "gpt-4o" }, "prices": [
                    { "prices": { "input_mtok": 2.5, "output_mtok": 10 } },
                    { "constraint": { "start_date": "2027-01-01" }, "prices": { "input_mtok": 250, "output_mtok": 10 } }
                ] } ] } ]
                """;
        PriceSettings settings = new PriceSettings(
                List.of(),
                List.of(new PriceSettings.Source(PriceSettings.Format.GENAI_PRICES, write("a.json", file), null)),
                null,
                null);
        try (PriceSources sources = sources(settings)) {
            assertThat(sources.current()
                            .cost("openai", "openai", "gpt-4o", USAGE, Instant.parse("2027-06-01T00:00:00Z"))
                            .nanoDollars())
                    .isEqualTo(2_500_000);
            assertThat(notices).singleElement().asString().contains("2.50 to 250.00");
        }
    }

    @Test
    void refresh_samePrice_keepsTheDayOnWhichItWasFirstSaid() throws IOException {
        Path file = write("a.json", litellm("openai", "new-1", "2e-06"));
        try (PriceSources sources = sources(settings(file))) {
            now = now.plus(Duration.ofDays(3));
            sources.refresh();
            assertThat(version(sources, "new-1")).isEqualTo("2026-11-24 litellm");
            write("a.json", litellm("openai", "new-1", "2.1e-06"));
            sources.refresh();
            assertThat(version(sources, "new-1")).isEqualTo("2026-11-27 litellm");
        }
    }

    @Test
    void refresh_brokenOrMissingFile_leavesTheOldInForceAndSaysWhy() throws IOException {
        Path file = write("a.json", litellm("openai", "new-1", "2e-06"));
        try (PriceSources sources = sources(settings(file))) {
            for (String broken : List.of("", "{", "[]", "<html>")) {
                write("a.json", broken);
                sources.refresh();
            }
            Files.delete(file);
            sources.refresh();
            Files.write(file, new byte[SourceFetch.LARGEST + 1]);
            sources.refresh();

            assertThat(nanos(sources, "openai", "new-1")).isEqualTo(2_000_000);
            assertThat(notices).hasSize(6).allMatch(notice -> notice.contains("a.json can not be read"));
            assertThat(notices.getLast()).contains("larger than");
        }
    }

    @Test
    void configure_others_keepsWhatStaysAndForgetsTheRest() throws IOException {
        Path first = write("a.json", litellm("openai", "new-1", "2e-06"));
        Path second = write("b.json", litellm("openai", "new-2", "3e-06"));
        try (PriceSources sources = sources(settings(first))) {
            Files.delete(first);
            sources.configure(settings(first, second), Map.of("openai", new BigDecimal("0.5")));
            assertThat(nanos(sources, "openai", "new-1")).isEqualTo(1_000_000);
            assertThat(nanos(sources, "openai", "new-2")).isEqualTo(1_500_000);

            Prices before = sources.current();
            assertThatThrownBy(() -> sources.configure(settings(), Map.of("openai", new BigDecimal(-1))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(sources.current()).isSameAs(before);

            sources.configure(settings(second), Map.of());
            assertThat(sources.current()
                            .cost("openai", "openai", "new-1", USAGE, now)
                            .isUnknown())
                    .isTrue();
        }
    }

    @Test
    void start_address_isReadInTheBackgroundWithoutHoldingUpTheStart() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        var source = new PriceSettings.Source(
                PriceSettings.Format.LITELLM, null, URI.create("https://prices.example/prices.json"));
        SourceFetch fetch = _ -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IOException("broken off", e);
            }
            String models = litellm("openai", "new-1", "2e-06").replace("}}", "}, ")
                    + litellm("openai", "gpt-4o", "9e-06").substring(1);
            return models.getBytes(StandardCharsets.UTF_8);
        };
        var settings = new PriceSettings(List.of(), List.of(source), PriceSettings.Refresh.parse("6h"), null);
        try (PriceSources sources = new PriceSources(settings, Map.of(), () -> now, _ -> told.countDown(), fetch)) {
            sources.start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(nanos(sources, "openai", "gpt-4o")).isEqualTo(2_500_000);
            answer.countDown();
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            sources.refresh();
            assertThat(nanos(sources, "openai", "new-1")).isEqualTo(2_000_000);
        }
    }
}
