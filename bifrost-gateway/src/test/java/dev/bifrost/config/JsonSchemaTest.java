package dev.bifrost.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonSchemaTest {
    private static final Path COMMITTED = Path.of("..", "docs", "bifrost.schema.json");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchema.text(), InputFormat.JSON);

    @Test
    void text_committedFile_isTheSame() throws IOException {
        if (Boolean.getBoolean("bifrost.schema.write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, JsonSchema.text());
        }
        assertThat(COMMITTED)
                .as("stale; write it again with: ./build -pl bifrost-gateway -am test -Dtest=JsonSchemaTest "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Dbifrost.schema.write=true")
                .hasContent(JsonSchema.text());
    }

    @Test
    void text_itself_isAValidSchema() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(MAPPER.readTree(JsonSchema.text()))).isEmpty();
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Configurations.EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examples_each_fitSchemaAndBinder(Path example) {
        String yaml = text(example);

        assertThat(yaml).startsWith("# yaml-language-server: $schema=../docs/bifrost.schema.json\n");
        assertThat(SCHEMA.validate(json(yaml))).isEmpty();
        Draft draft = ConfigFile.read(example, Configurations.everyVariable(yaml));
        Parsed parsed = draft.check(new Validation(Configurations.CATALOGUE::contains));
        assertThat(Configurations.errors(parsed))
                .as("all but the files, which the example's reader has")
                .allMatch(error -> error.matches(".*there is no (such )?file.*"));
    }

    @Test
    void examplesSeed_withoutItsHeader_isTheDesigns() {
        String yaml = text(Configurations.EXAMPLES.resolve("seed.yaml"));
        String trimmed = Configurations.SEED.replaceAll("(?m) +#.*$", "");

        assertThat(yaml.substring(yaml.indexOf('\n') + 1)).isEqualTo(trimmed);
    }

    @Test
    void examplesFull_everyKey_isUsed() {
        JsonNode full = json(text(Configurations.EXAMPLES.resolve("full.yaml")));
        JsonNode schema = MAPPER.readTree(JsonSchema.text());
        String names = full.toString();

        Stream.concat(Stream.of(schema), schema.get("$defs").valueStream())
                .flatMap(record -> record.get("properties").propertyNames().stream())
                .filter(key -> !Map.of("api_key", 1).containsKey(key))
                .forEach(key -> assertThat(names).contains("\"" + key + "\":"));
    }

    @ParameterizedTest
    @MethodSource("dev.bifrost.config.Snippets#good")
    void good_snippets_areAcceptedByBoth(String yaml) {
        assertThat(Configurations.lines(bound(yaml).problems())).isEmpty();
        assertThat(SCHEMA.validate(json(yaml))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.bifrost.config.Snippets#bad")
    void bad_snippets_areRefusedByBoth(String yaml) {
        assertThat(bound(yaml).problems()).isNotEmpty();
        assertThat(SCHEMA.validate(json(yaml))).isNotEmpty();
    }

    private static Draft bound(String yaml) {
        return Configurations.draft(yaml, Map.of("X", "3", "S", "5s", "W", "open"));
    }

    static JsonNode json(String yaml) {
        Object value =
                new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
        return MAPPER.valueToTree(value);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
