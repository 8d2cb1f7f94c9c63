package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An operator must be able to see why a call cost what it cost. */
class PriceCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void price_knownModel_printsVersionFormulaAndTotal() {
        assertThat(run("price", "gpt-4o", "--usage", "prompt=1000,cached=200,completion=50"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "openai/gpt-4o",
                        "  price 2026-08-21 catalogue (openai/gpt-4o)",
                        "  input: 800 x $2.50/1,000,000 = $0.002",
                        "  cached: 200 x $1.25/1,000,000 = $0.00025",
                        "  output: 50 x $10.00/1,000,000 = $0.0005",
                        "  total: $0.00275");
    }

    @Test
    void price_dated_usesThePriceOfThatDay() {
        assertThat(run("price", "openai/o3", "--usage", "prompt=1000000", "--at", "2025-06-09"))
                .isZero();
        assertThat(run("price", "o3", "--provider", "openai", "--usage", "prompt=1000000", "--at", "2025-06-10"))
                .isZero();
        assertThat(out.toString()).contains("total: $10.00", "price 2025-06-10 catalogue", "total: $2.00");
    }

    @Test
    void price_everyUnit_isALineOfItsOwn() {
        String usage =
                "prompt=1000,cached=100,cache_write=200,cache_write_hour=50,completion=100,reasoning=40,searches=2";
        assertThat(run("price", "claude-sonnet-4-5", "--provider", "anthropic", "--usage", usage, "--batch"))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "input: 700 x $1.50/1,000,000 = $0.00105",
                        "cached: 100 x $0.15/1,000,000 = $0.000015",
                        "cache write: 150 x $1.875/1,000,000 = $0.00028125",
                        "cache write for an hour: 50 x $3.00/1,000,000 = $0.00015",
                        "output: 60 x $7.50/1,000,000 = $0.00045",
                        "reasoning: 40 x $7.50/1,000,000 = $0.0003",
                        "search: 2 x $10.00/1,000 = $0.02",
                        "total: $0.02224625");
    }

    @Test
    void price_unknownModel_saysSoAndFails() {
        assertThat(run("price", "llama-99", "--provider", "groq", "--usage", "prompt=1"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("groq/llama-99", "no price is known", "prices.overrides");
        assertThat(run("price", "no-such-model", "--usage", "prompt=1")).isEqualTo(1);
        assertThat(err.toString()).contains("nobody is known to have the model 'no-such-model'");
    }

    @Test
    void price_alias_printsEachOfItsTargets() throws IOException {
        Path file = Files.writeString(folder.resolve("bifrost.yaml"), """
                providers:
                  - { name: openai, api_key: sk-1 }
                  - { name: eu-claude, type: bedrock, region: eu-central-1, access_key: a, secret_key: b }
                  - { name: ollama }
                models:
                  - alias: best
                    provider: eu-claude
                    model: eu.anthropic.claude-opus-4-7
                    fallback: [openai/gpt-4o, "ollama/qwen3:8b"]
                """);
        assertThat(run("price", "best", "--config", file.toString(), "--usage", "prompt=1000000"))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "eu-claude/eu.anthropic.claude-opus-4-7",
                        "total: $5.50",
                        "openai/gpt-4o",
                        "total: $2.50",
                        "ollama/qwen3:8b",
                        "price local",
                        "total: $0.00");
        assertThat(run("price", "worst", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("leads nowhere");
    }

    @Test
    void price_slips_areUsageErrors() {
        assertThat(run("price", "gpt-4o", "--usage", "tokens=5")).isEqualTo(2);
        assertThat(run("price", "gpt-4o", "--usage", "prompt=-5")).isEqualTo(2);
        assertThat(run("price", "gpt-4o", "--at", "soon")).isEqualTo(2);
        assertThat(run("price")).isEqualTo(2);
        assertThat(err.toString()).contains("tokens=5", "cache_write_hour", "--at: 'soon'");
    }
}
