package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.HeaderList;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;

/** Whoever uses no cloud does not pay for its library: here there is none, and nobody misses it. */
class LazyCloudsTest {

    @Test
    void providers_withoutClouds_needNoLibraryOfClouds() throws Exception {
        assertThat(providers(Set.of("openai", "anthropic", "gemini", "cohere", "azure", "ollama")))
                .contains("openai", "azure");
    }

    @Test
    void providers_withClouds_needThem() {
        assertThatThrownBy(() -> providers(Set.of("bedrock")))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    private static String providers(Set<String> referred) throws Exception {
        URL[] path = {home(Providers.class), home(HeaderList.class), home(JsonParser.class), home(NullMarked.class)};
        try (URLClassLoader alone = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> catalogue = alone.loadClass(Catalogue.class.getName());
            Class<?> inherited = alone.loadClass(Inherited.class.getName());
            Object providers = alone.loadClass(Providers.class.getName())
                    .getMethod("of", List.class, Set.class, catalogue, Map.class, inherited)
                    .invoke(
                            null,
                            List.of(),
                            referred,
                            catalogue.getMethod("load").invoke(null),
                            Map.of("AWS_REGION", "eu-west-1", "OPENAI_API_KEY", "k"),
                            inherited.getField("NOTHING").get(null));
            return providers.getClass().getMethod("inOrder").invoke(providers).toString();
        }
    }

    private static URL home(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
