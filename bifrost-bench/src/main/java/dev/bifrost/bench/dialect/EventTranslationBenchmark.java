package dev.bifrost.bench.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.dialect.AnswerContext;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One piece of text of a streamed answer, from the provider's bytes to the client's; each comes in a feed of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"}) // as the launcher does
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class EventTranslationBenchmark {
    /** Long enough that what begins a stream does not count. */
    private static final int EVENTS = 1_000;

    /** Who has asked. */
    @Param({"openai", "openai-responses", "anthropic"})
    public String client = "";

    /** Who answers. */
    @Param({"openai", "openai-responses", "anthropic", "gemini", "bedrock", "cohere"})
    public String provider = "";

    private ClientDialect to = Spoken.client("openai");
    private ProviderDialect from = Spoken.provider("openai");
    private StreamPieces pieces = StreamPieces.of("openai");
    private ChatRequest asked = request("openai");
    private AnswerContext context = context("openai");
    private final SseOutput out = new SseOutput();

    /** Makes the pieces. */
    @Setup
    public void makePieces() {
        to = Spoken.client(client);
        from = Spoken.provider(provider);
        pieces = StreamPieces.of(provider);
        asked = request(client);
        context = context(provider);
    }

    private static ChatRequest request(String client) {
        try {
            return Spoken.client(client).read(AgentTurn.in(client)).withoutMessages();
        } catch (Refusal refusal) {
            throw new IllegalStateException(refusal.failure().message(), refusal);
        }
    }

    private static AnswerContext context(String provider) {
        return new AnswerContext("made-1", 1_770_933_892, "agent-model", Spoken.recipient(provider));
    }

    /** Translates a stream of so many pieces. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long translate() throws AnswerFault {
        FrameReader frames = pieces.reader();
        AnswerReader reader = from.stream(context.recipient());
        AnswerWriter writer = to.stream(asked, false);
        long written = feed(frames, reader, writer, pieces.start());
        for (int i = 0; i < EVENTS; i++) {
            written += feed(frames, reader, writer, pieces.delta());
        }
        return written;
    }

    private int feed(FrameReader frames, AnswerReader reader, AnswerWriter writer, byte[] piece) throws AnswerFault {
        out.clear();
        frames.feed(piece, 0, piece.length, event -> reader.event(event, said -> write(said, writer)));
        return out.length();
    }

    private void write(ChatEvent event, AnswerWriter writer) {
        writer.write(event instanceof ChatEvent.Started started ? context.complete(started) : event, out);
    }
}
