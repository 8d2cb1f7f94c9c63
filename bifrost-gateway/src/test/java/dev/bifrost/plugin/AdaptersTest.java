package dev.bifrost.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.testing.AdapterJar;
import dev.bifrost.testing.ParrotAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdaptersTest {
    private static final Set<String> OURS = Set.of("openai");

    @TempDir
    private Path folder;

    @Test
    void load_jar_bringsItsDialect() throws IOException {
        Path jar = AdapterJar.of(folder.resolve("parrot.jar"), ParrotAdapter.class);

        Adapters adapters = Adapters.load(List.of(jar), Set.of("parrot", "openai"), OURS);

        assertThat(adapters.problems()).isEmpty();
        ProviderDialect parrot = adapters.dialects().getFirst();
        assertThat(parrot.name()).isEqualTo("parrot");
        assertThat(parrot.path()).isEqualTo("/birds/{model}/say");
        assertThat(parrot.streamPath()).isEqualTo("/birds/{model}/sing");
        assertThat(adapters.dialects()).hasSize(1);
    }

    @Test
    void load_jar_seesNothingOfTheGatewayButTheApi() throws IOException {
        Path jar = AdapterJar.of(folder.resolve("curious.jar"), Adapter.class, Adapter.Curious.class);

        Adapters adapters = Adapters.load(List.of(jar), Set.of(), OURS);

        assertThat(adapters.dialects()).extracting(ProviderDialect::name).contains("sees-api");
    }

    @Test
    void load_nameThatNoJarHas_isLookedForAlongTheClassPath() {
        Adapters adapters = Adapters.load(List.of(), Set.of("openai", "on-class-path"), OURS);

        assertThat(adapters.dialects()).extracting(ProviderDialect::name).containsExactly("on-class-path");
    }

    @Test
    void load_namesAllKnown_doesNotLookAlongTheClassPath() {
        assertThat(Adapters.load(List.of(), Set.of("openai"), OURS).dialects()).isEmpty();
    }

    static Stream<Arguments> faulty() {
        return Stream.of(
                Arguments.of(Adapter.Usurper.class, "'openai', as a dialect of the gateway's own"),
                Arguments.of(Adapter.Shouter.class, "'Loud Name'; names are of lower-case letters, digits and hyphens"),
                Arguments.of(Adapter.Nameless.class, "its name() is null"),
                Arguments.of(Adapter.Thrower.class, "can not be loaded: java.lang.IllegalStateException: no parrot"),
                Arguments.of(Adapter.Lost.class, "'lost', whose path does not begin with a slash"));
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void load_faultyAdapter_isAProblemThatSaysWhy(Class<?> adapter, String why) throws IOException {
        Path jar = AdapterJar.of(folder.resolve("faulty.jar"), List.of(Adapter.class, adapter), adapter.getName());

        Adapters adapters = Adapters.load(List.of(jar), Set.of(), OURS);

        assertThat(adapters.dialects()).isEmpty();
        assertThat(adapters.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.jar()).isZero();
            assertThat(problem.message()).contains(why);
        });
    }

    @Test
    void load_serviceThatIsNotThere_isAProblem() throws IOException {
        Path jar = AdapterJar.of(folder.resolve("empty.jar"), List.of(), "com.example.Forgotten");

        assertThat(problem(jar))
                .isEqualTo("holds an adapter that can not be loaded: " + "Provider com.example.Forgotten not found");
    }

    @Test
    void load_noService_isAProblem() throws IOException {
        Path jar = AdapterJar.of(folder.resolve("none.jar"), List.of(ParrotAdapter.class), "# none yet");

        assertThat(problem(jar)).startsWith("holds no adapter; META-INF/services/dev.bifrost.api.dialect.");
    }

    @Test
    void load_missingClass_isAProblem() throws IOException {
        Path jar = AdapterJar.of(folder.resolve("half.jar"), Adapter.Lost.class);

        assertThat(problem(jar)).contains("can not be loaded", "dev.bifrost.plugin.Adapter");
    }

    @Test
    void load_noJar_isAProblem() throws IOException {
        Path text = Files.writeString(folder.resolve("readme.txt"), "no jar");

        assertThat(problem(text)).startsWith("is no jar that can be read");
    }

    @Test
    void load_sameNameTwice_isAProblemOfTheSecond() throws IOException {
        Path jar = AdapterJar.of(folder.resolve("parrot.jar"), ParrotAdapter.class);

        Adapters adapters = Adapters.load(List.of(jar, jar), Set.of(), OURS);

        assertThat(adapters.dialects()).hasSize(1);
        assertThat(adapters.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.jar()).isEqualTo(1);
            assertThat(problem.message()).contains("'parrot', as another adapter is");
        });
    }

    private static String problem(Path jar) {
        Adapters adapters = Adapters.load(List.of(jar), Set.of(), OURS);
        assertThat(adapters.dialects()).isEmpty();
        return adapters.problems().getFirst().message();
    }
}
