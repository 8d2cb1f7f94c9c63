package dev.bifrost.simulated;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Timeouts;
import dev.bifrost.upstream.Origin;
import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.json.JsonMapper;

/** A transport on a loop whose time stands still, and one listener. */
class Simulation {
    static final JsonMapper JSON = new JsonMapper();
    static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));

    final EmbeddedChannel channel = new EmbeddedChannel();
    final SimulatedTransport transport = new SimulatedTransport(
            channel.eventLoop(),
            SimulatedSettings.PLAIN,
            InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)),
            new SplittableRandom(1));
    final Heard heard = new Heard();

    Simulation() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    UpstreamCall send(String path, String body) {
        return transport.send(request(path, body), heard);
    }

    UpstreamCall send(String path, TextBody body) {
        return transport.send(request(path, body), heard);
    }

    void run(String path, String body) {
        send(path, body);
        channel.runPendingTasks();
    }

    static UpstreamRequest request(String path, String body) {
        return request(path, new TextBody(body, 1_000, false));
    }

    static UpstreamRequest request(String path, TextBody body) {
        Origin origin = new Origin(false, "simulated.invalid", 80, null, null);
        return new UpstreamRequest(origin, body.length() == 0 ? "GET" : "POST", path, new HeaderList(), body, TIMEOUTS);
    }

    void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    static String chat(String model, String fields, String said) {
        return "{\"model\":\"" + model + "\"," + fields
                + "\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + said + "\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:AAAA\"}}]}]}";
    }

    /** What stands after {@code data: } of each event. */
    List<String> data() {
        List<String> data = new ArrayList<>();
        for (String line : heard.body().split("\n", -1)) {
            if (line.startsWith("data: ")) {
                data.add(line.substring(6));
            }
        }
        return data;
    }
}
