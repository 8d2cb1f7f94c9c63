package dev.bifrost.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Target;
import dev.bifrost.testing.Seeded;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VirtualKeyTest {
    private static final Target GPT = new Target("openai", "gpt-4o");
    private static final Target LLAMA = new Target("groq", "meta/llama-3");

    @Test
    void allows_absentList_allowsEverything() {
        assertThat(key(null, List.of()).allows("any", GPT)).isTrue();
        assertThat(key(null, List.of()).allows(null, GPT)).isTrue();
        assertThat(key(null, List.of()).allowsAlias("any")).isTrue();
    }

    @Test
    void allows_emptyList_allowsNothing() {
        assertThat(key(List.of(), List.of()).allows("any", GPT)).isFalse();
        assertThat(key(List.of(), List.of()).allows(null, GPT)).isFalse();
        assertThat(key(List.of(), List.of()).allowsAlias("any")).isFalse();
    }

    @Test
    void allows_alias_isJudgedByItsNameAndNotByItsTarget() {
        VirtualKey key = key(List.of("fast", "openai/*"), List.of());

        assertThat(key.allows("fast", LLAMA)).isTrue();
        assertThat(key.allows("dear", GPT)).isFalse();
        assertThat(key.allowsAlias("fast")).isTrue();
        assertThat(key.allowsAlias("dear")).isFalse();
    }

    @Test
    void allows_noAlias_isJudgedByProviderAndModel() {
        VirtualKey key = key(List.of("openai/*", "groq/*llama*", "gpt-4o"), List.of());

        assertThat(key.allows(null, GPT)).isTrue();
        assertThat(key.allows(null, LLAMA)).isTrue();
        assertThat(key.allows(null, new Target("azure", "gpt-4o"))).isFalse();
    }

    @Test
    void mayPassThrough_onlyListedProviders_becauseTenantsShareTheAccount() {
        assertThat(key(null, List.of("openai")).mayPassThrough("openai")).isTrue();
        assertThat(key(null, List.of("openai")).mayPassThrough("azure")).isFalse();
        assertThat(key(null, List.of()).mayPassThrough("openai")).isFalse();
    }

    @Test
    void open_everything_isAllowed() {
        assertThat(VirtualKey.OPEN.allows(null, GPT)).isTrue();
        assertThat(VirtualKey.OPEN.allows("any", GPT)).isTrue();
        assertThat(VirtualKey.OPEN.mayPassThrough("any")).isTrue();
        assertThat(VirtualKey.OPEN.name()).isNull();
        assertThat(VirtualKey.OPEN.residencies()).isEmpty();
    }

    @Test
    void allows_globWithOneStar_allowsExactlyWhatBeginsAndEndsSo() {
        Seeded.times(500, random -> {
            String head = Seeded.text(random, "aB/-.", 4);
            String tail = Seeded.text(random, "aB/-.", 4);
            String name = Seeded.text(random, "aB/-.", 12);
            VirtualKey key = key(List.of(head + '*' + tail), List.of());
            boolean expected =
                    name.length() >= head.length() + tail.length() && name.startsWith(head) && name.endsWith(tail);

            assertThat(key.allowsAlias(name)).isEqualTo(expected);
            assertThat(key.allowsAlias(head + name + tail)).isTrue();
        });
    }

    private static VirtualKey key(@Nullable List<String> allowed, List<String> passthrough) {
        return VirtualKey.of(
                Written.key("t")
                        .secret("vk")
                        .allowed(allowed)
                        .passthrough(passthrough)
                        .settings(),
                Teams.NONE);
    }
}
