package dev.bifrost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpolationTest {

    @TempDir
    Path folder;

    private final List<String> problems = new ArrayList<>();

    private String resolve(String raw) {
        return new Interpolation(Map.of("A", "x", "B", "y", "EMPTY", ""), folder).resolve(raw, problems::add);
    }

    @Test
    void resolve_variables_areReplaced() {
        assertThat(resolve("${A}")).isEqualTo("x");
        assertThat(resolve("1${A}2${B}3")).isEqualTo("1x2y3");
        assertThat(resolve("no $ here }")).isEqualTo("no $ here }");
        assertThat(resolve("${EMPTY}")).isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void resolve_default_isUsedIfUnsetOrEmpty() {
        assertThat(resolve("${NONE:-d}")).isEqualTo("d");
        assertThat(resolve("${EMPTY:-d}")).isEqualTo("d");
        assertThat(resolve("${A:-d}")).isEqualTo("x");
        assertThat(resolve("${NONE:-}")).isEmpty();
        assertThat(resolve("${NONE:-${B}}!")).isEqualTo("y!");
        assertThat(resolve("${NONE:-http://h:1/}")).isEqualTo("http://h:1/");
        assertThat(problems).isEmpty();
    }

    @Test
    void resolve_escape_staysLiteral() {
        assertThat(resolve("$${A}")).isEqualTo("${A}");
        assertThat(resolve("${A}$${A}${B}")).isEqualTo("x${A}y");
        assertThat(problems).isEmpty();
    }

    @Test
    void resolve_valueWithReference_isNotResolvedAgain() {
        assertThat(new Interpolation(Map.of("A", "${B}"), folder).resolve("${A}", problems::add))
                .isEqualTo("${B}");
    }

    @Test
    void resolve_file_losesItsLastLineFeedOnly() throws IOException {
        Files.writeString(folder.resolve("s"), "  secret \n\n");

        assertThat(resolve("${file:s}")).isEqualTo("  secret \n");
        assertThat(resolve("${file:" + folder.resolve("s") + "}")).isEqualTo("  secret \n");
        assertThat(problems).isEmpty();
    }

    @Test
    void resolve_unreadableFile_saysWhy() throws IOException {
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});

        resolve("${file:none}${file:binary}${file:.}");

        assertThat(problems).hasSize(3);
        assertThat(problems.get(0)).isEqualTo("the file none can not be read: there is no such file");
        assertThat(problems.get(1)).contains("not UTF-8");
    }

    @Test
    void resolve_whatIsWrong_isTold() {
        resolve("${NONE}${OTHER}");
        resolve("${A");
        resolve("${vault:kv/x#y}");
        resolve("${not a name}");
        resolve("${}");

        assertThat(problems).hasSize(6);
        assertThat(problems.get(1)).startsWith("the environment variable OTHER is not set");
        assertThat(problems.get(2)).startsWith("a ${ is not closed");
        assertThat(problems.get(3)).isEqualTo("vault references are not supported by this version yet");
    }

    @Test
    void read_valueThatLooksLikeYaml_staysOneValue() {
        Draft draft = Configurations.draft(
                "models: [{ alias: \"${X}\", provider: openai }]", Map.of("X", "a, evil: [b]\nc: d"));

        assertThat(draft.problems()).isEmpty();
        assertThat(draft.settings().models().getFirst().alias()).isEqualTo("a, evil: [b]\nc: d");
    }

    @Test
    void read_numberOrWordFromVariable_isBound() {
        Draft draft = Configurations.draft("""
                access: ${ACCESS}
                server: { listen: "127.0.0.1:${PORT}", drain: "${DRAIN:-7s}" }
                defaults: { retry: { attempts: "${N}" } }
                """, Map.of("ACCESS", "open", "PORT", "99", "N", "3"));

        assertThat(draft.problems()).isEmpty();
        assertThat(draft.settings().access()).isEqualTo(GatewaySettings.Access.OPEN);
        assertThat(draft.settings().server().listen().port()).isEqualTo(99);
        assertThat(draft.settings().server().drain()).hasSeconds(7);
        assertThat(draft.settings().defaults().retry().attempts()).isEqualTo(3);
    }
}
