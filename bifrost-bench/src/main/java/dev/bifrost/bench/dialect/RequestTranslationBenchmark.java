package dev.bifrost.bench.dialect;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.ClientDialect;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One agent's request of 8 KB, from the client's bytes to the provider's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"}) // as the launcher does
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RequestTranslationBenchmark {

    /** Who asks. */
    @Param({"openai", "openai-responses", "anthropic"})
    public String client = "";

    /** Who is asked. */
    @Param({"openai", "openai-responses", "anthropic", "gemini", "bedrock", "cohere"})
    public String provider = "";

    private ClientDialect from = Spoken.client("openai");
    private ProviderDialect to = Spoken.provider("openai");
    private Recipient recipient = Spoken.recipient("openai");
    private byte[] body = {};

    /** Makes the body. */
    @Setup
    public void makeBody() {
        from = Spoken.client(client);
        to = Spoken.provider(provider);
        recipient = Spoken.recipient(provider);
        body = AgentTurn.in(client).bytes();
    }

    /** Reads the request and writes it again. */
    @Benchmark
    public byte[] translate() throws Refusal, MalformedJson {
        ChatRequest asked = from.read(Json.readObject(body, 0, body.length));
        return to.write(asked.withModel(recipient.model()), recipient, new Losses())
                .body()
                .bytes();
    }
}
