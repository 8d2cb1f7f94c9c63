package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.bifrost.audit.TestKeys;
import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.JsonSchema;
import dev.bifrost.provider.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration that the documentation shows can be used as it stands. */
class DocumentedConfigurationsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)\\}");
    private static final Pattern KEY_FILE = Pattern.compile("(?m)credentials_file: *(\\S+\\.json)");
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchema.text(), InputFormat.JSON);

    @TempDir
    private Path folder;

    static Stream<String> blocks() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files
                    .filter(file ->
                            file.toString().endsWith(".md") && !file.toString().contains("adr"))
                    .sorted()
                    .flatMap(DocumentedConfigurationsTest::blocks)
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> blocks(Path file) {
        try {
            return BLOCK.matcher(Files.readString(file))
                    .results()
                    // Whoever makes the jar that it names holds it to a gateway: examples/ollama-adapter.
                    .filter(block -> !block.group(1).contains("adapters:"))
                    .map(block -> "# " + DOCS.relativize(file) + "\n" + block.group(1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void blocks_each_canBeUsed(String yaml) throws IOException {
        Map<String, String> environment = everyVariable(yaml);
        Matcher keyFile = KEY_FILE.matcher(yaml);
        if (keyFile.find()) {
            Files.writeString(
                    folder.resolve(keyFile.group(1)),
                    "{\"type\":\"service_account\",\"project_id\":\"p\",\"client_email\":\"a@b\",\"private_key\":\"x\"}");
        }
        var outcome = Composition.of(ConfigFile.parse("page", yaml, folder, environment), CATALOGUE, environment);

        assertThat(outcome.problems()).isEmpty();
        if (yaml.lines().anyMatch(line -> !line.startsWith("#"))) {
            assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).isEmpty();
        }
    }

    @Test
    void pages_ofProviders_haveAConfigurationEach() throws IOException {
        try (Stream<Path> pages = Files.list(DOCS.resolve("providers"))) {
            assertThat(pages)
                    .isNotEmpty()
                    .allSatisfy(
                            page -> assertThat(blocks(page)).as(page.toString()).isNotEmpty());
        }
    }

    private static String value(String variable) {
        return switch (variable) {
            case "AUDIT_SIGNING_KEY" -> TestKeys.pem();
            case "AUDIT_CONTENT_KEY" -> Base64.getEncoder().encodeToString(new byte[32]);
            default -> "value-of-" + variable.toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    private static Map<String, String> everyVariable(String yaml) {
        Map<String, String> environment = new HashMap<>();
        Matcher names = VARIABLE.matcher(yaml);
        while (names.find()) {
            environment.put(names.group(1), value(names.group(1)));
        }
        return environment;
    }
}
