package dev.bifrost.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.StreamFollower.EventKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The streams of real providers, cut at every byte. */
class RecordedStreamsTest {

    /** How many bytes of a long stream's head and tail are cut at each place; the middle only repeats itself. */
    private static final int CUT = 4_000;

    @ParameterizedTest
    @CsvSource({
        // recording, first content, events of usage alone, model, prompt, cached, completion, reasoning
        "openai-chat/openai-text, 1, 1, gpt-4.1-nano-2025-04-14, 16, 0, 300, 0",
        "openai-chat/deepseek-text, 1, 0, deepseek-chat, 13, 0, 400, 0",
        "openai-chat/deepseek-reasoning, 1, 0, deepseek-reasoner, 18, 0, 219, 205",
        "openai-chat/deepseek-tool-call, 1, 0, deepseek-reasoner, 339, 320, 83, 39",
        "openai-chat/groq-text, 1, 0, llama-3.3-70b-versatile, 45, 0, 662, 0",
        "openai-chat/groq-tool-call, 1, 0, llama-3.3-70b-versatile, 210, 0, 15, 0",
        "openai-chat/mistral-text, 1, 0, mistral-small-latest, 13, 0, 8, 0",
        "openai-chat/mistral-reasoning, 0, 0, magistral-medium-2507, 10, 0, 46, 0",
        "openai-chat/mistral-tool-call, 1, 0, mistral-small-latest, 124, 0, 22, 0",
        "openai-chat/perplexity-text, 0, 0, sonar, 11, 0, 434, 0",
        "completions/openai-completion-text, 0, 1, gpt-3.5-turbo-instruct:20230824-v2, 14, 0, 16, 0"
    })
    void feed_chunks_areClassifiedTheSameHoweverCut(
            String name,
            int firstContent,
            int usageOnly,
            String model,
            long in,
            long cached,
            long out,
            long reasoning) {
        var operation = name.startsWith("completions/") ? Operation.COMPLETIONS : Operation.CHAT;
        byte[] stream = Recordings.stream(name);
        var followed = Followed.of(operation, true, stream);

        assertThat(followed.kinds().indexOf(EventKind.CONTENT)).isEqualTo(firstContent);
        assertThat(followed.kinds().subList(0, firstContent)).allMatch(EventKind.PREAMBLE::equals);
        assertThat(followed.kinds().stream().filter(EventKind.USAGE_ONLY::equals))
                .hasSize(usageOnly);
        assertThat(followed.kinds().getLast()).isEqualTo(EventKind.DONE);
        assertThat(followed.terminated()).isTrue();
        assertThat(followed.malformed()).isFalse();
        assertThat(followed.model()).isEqualTo(model);
        assertThat(followed.usage()).isEqualTo(new Usage(in, cached, 0, out, reasoning, 0, 0, false));
        checkCuts(operation, stream, followed);
    }

    @ParameterizedTest
    @CsvSource({
        // recording, first content, model, prompt, cached, completion, reasoning, next sequence
        "azure-text.1, 2, gpt-5.1, 11, 0, 11, 0, 9",
        "lmstudio-tool-call.1, 2, zai-org/glm-4.7-flash, 182, 2, 61, 48, 77",
        "openai-custom-tool.1, 2, gpt-5.2-codex, 50, 0, 20, 0, 0",
        "openai-reasoning-encrypted-content.1, 2, gpt-5.1-codex-max, 299, 0, 12, 0, 16",
        "openai-web-search-tool.1, 2, gpt-5-mini-2025-08-07, 31073, 3712, 4416, 3712, 185"
    })
    void feed_responses_areClassifiedTheSameHoweverCut(
            String name, int firstContent, String model, long in, long cached, long out, long reasoning, int next) {
        byte[] stream = Recordings.stream("openai-responses/" + name);
        var followed = Followed.of(Operation.RESPONSES, true, stream);

        assertThat(followed.kinds().indexOf(EventKind.CONTENT)).isEqualTo(firstContent);
        assertThat(followed.kinds()).doesNotContain(EventKind.USAGE_ONLY, EventKind.ERROR, EventKind.DONE);
        assertThat(followed.terminated()).isTrue();
        assertThat(followed.model()).isEqualTo(model);
        assertThat(followed.usage()).isEqualTo(new Usage(in, cached, 0, out, reasoning, 0, 0, false));
        assertThat(followed.nextSequence()).isEqualTo(next);
        checkCuts(Operation.RESPONSES, stream, followed);
    }

    @Test
    void feed_responsesError_isAnError() {
        byte[] stream = Recordings.stream("openai-responses/openai-error.1");
        var followed = Followed.of(Operation.RESPONSES, true, stream);

        assertThat(followed.kinds())
                .containsExactly(EventKind.PREAMBLE, EventKind.PREAMBLE, EventKind.ERROR, EventKind.ERROR);
        assertThat(followed.error().code()).isEqualTo("insufficient_quota");
        assertThat(followed.error().message()).startsWith("You exceeded your current quota");
        assertThat(followed.usage()).isNull();
        checkCuts(Operation.RESPONSES, stream, followed);
        assertThat(Followed.of(Operation.RESPONSES, false, stream).kinds()).endsWith(EventKind.ERROR, EventKind.ERROR);
    }

    /** After the commit fewer kinds are told apart, but nothing that matters is missed. */
    private static void checkCuts(Operation operation, byte[] stream, Followed followed) {
        var light = Followed.of(operation, false, stream);
        assertThat(light.ends()).isEqualTo(followed.ends());
        assertThat(light.usage()).isEqualTo(followed.usage());
        assertThat(light.terminated()).isEqualTo(followed.terminated());
        assertThat(light.nextSequence()).isEqualTo(followed.nextSequence());
        assertThat(unpreambled(light.kinds())).isEqualTo(unpreambled(followed.kinds()));

        assertThat(Followed.byteByByte(operation, true, stream)).isEqualTo(followed);
        assertThat(Followed.byteByByte(operation, false, stream)).isEqualTo(light);
        byte[] shorter = shortened(stream, followed);
        var expected = Followed.of(operation, true, shorter);
        for (int cut = 0; cut <= shorter.length; cut++) {
            assertThat(Followed.of(operation, true, shorter, cut)).isEqualTo(expected);
        }
    }

    private static List<EventKind> unpreambled(List<EventKind> kinds) {
        return kinds.stream()
                .map(kind -> kind == EventKind.PREAMBLE ? EventKind.CONTENT : kind)
                .toList();
    }

    /** The first and the last whole events. */
    private static byte[] shortened(byte[] stream, Followed followed) {
        var ends = new ArrayList<>(followed.ends());
        int head = ends.stream()
                .filter(end -> end <= CUT)
                .mapToInt(end -> end)
                .max()
                .orElse(0);
        int tail = ends.stream()
                .filter(end -> end >= Math.max(head, stream.length - CUT))
                .mapToInt(end -> end)
                .min()
                .orElse(head);
        byte[] shorter = new byte[head + stream.length - tail];
        System.arraycopy(stream, 0, shorter, 0, head);
        System.arraycopy(stream, tail, shorter, head, stream.length - tail);
        return shorter;
    }
}
