package dev.bifrost.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads configurations as tests write them. */
final class Configurations {
    static final Path EXAMPLES = Path.of("..", "examples");
    static final Set<String> CATALOGUE =
            Set.of("openai", "mistral", "ollama", "anthropic", "groq", "vllm", "azure", "bedrock", "vertex");

    static final String SEED = """
            providers:
              - name: openai
                api_key: ${OPENAI_API_KEY}
              - name: mistral
                api_key: ${MISTRAL_API_KEY}
              - name: ollama
                base_url: http://ollama:11434/v1
            models:
              - alias: fast-cheap
                provider: mistral
                model: mistral-small-2410
              - alias: eu-secure
                provider: mistral
                model: mistral-large-2411
                fallback: [premium-claude, gpt-4o]     # aliases, provider/model, or a model name the catalogue knows
              - alias: premium-claude
                provider: anthropic                    # not listed above: a catalogue provider whose key comes from its usual
                model: claude-opus-4.7                 # variable; if that is unset the target is disabled, skipped, and named at start
            virtual_keys:
              - name: tenant-12
                key: vk-0123456789abcdef
                budget_usd_per_month: 50
                allowed_models: [fast-cheap, eu-secure]
            """;

    private Configurations() {}

    static Draft draft(String yaml, Map<String, String> environment) {
        return ConfigFile.parse("bifrost.yaml", yaml, Path.of("/etc/bifrost"), environment);
    }

    static Draft draft(String yaml) {
        return draft(yaml, Map.of());
    }

    /** With every variable of {@code yaml} set to something harmless. */
    static Map<String, String> everyVariable(String yaml) {
        Map<String, String> environment = new HashMap<>();
        var names = java.util.regex.Pattern.compile("\\$\\{([A-Z0-9_]+)").matcher(yaml);
        while (names.find()) {
            environment.put(names.group(1), "value-of-" + names.group(1));
        }
        return environment;
    }

    static Parsed parsed(String yaml) {
        return draft(yaml).check(new Validation(CATALOGUE::contains));
    }

    /** {@code LINE PATH: MESSAGE} of every error. */
    static List<String> errors(Parsed parsed) {
        return parsed instanceof Parsed.Refused refused ? lines(refused.problems()) : List.of();
    }

    static List<String> errors(String yaml) {
        return errors(parsed(yaml));
    }

    static List<String> lines(List<Problem> problems) {
        return problems.stream()
                .map(p -> p.line() + " " + (p.path().isEmpty() ? "" : p.path() + ": ") + p.message())
                .toList();
    }
}
