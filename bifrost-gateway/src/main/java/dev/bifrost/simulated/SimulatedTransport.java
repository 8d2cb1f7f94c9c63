package dev.bifrost.simulated;

import dev.bifrost.upstream.Transport;
import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamListener;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A provider that answers by itself, in OpenAI's dialect. Everything it says is marked: ids hold {@code sim}, and every
 * head has {@code x-simulated: true}. How to steer it is in docs/simulated.md.
 */
public final class SimulatedTransport implements Transport {
    private final EventLoop loop;
    private final SimulatedSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;

    public SimulatedTransport(EventLoop loop, SimulatedSettings settings) {
        this(loop, settings, InstantSource.system(), new SplittableRandom());
    }

    /** With a clock and chance of one's own. */
    public SimulatedTransport(EventLoop loop, SimulatedSettings settings, InstantSource clock, RandomGenerator random) {
        this.loop = loop;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UpstreamCall send(UpstreamRequest request, UpstreamListener listener) {
        SimulatedCall call = new SimulatedCall(loop, this, request, listener);
        call.start();
        return call;
    }

    /** What is answered to a body that has been read whole. */
    Script script(UpstreamRequest request, Body body) {
        String path = request.path();
        int query = path.indexOf('?');
        String route = query < 0 ? path : path.substring(0, query);
        if (route.endsWith("/models")) {
            return Script.of(new Answer.Whole(Documents.models(), 0), settings);
        }
        if (body.tooLarge()) {
            return Script.refusal(
                    413,
                    Errors.body(
                            "The simulated provider reads " + Body.MOST + " bytes.",
                            "invalid_request_error",
                            null,
                            null));
        }
        Question question;
        try {
            question = QuestionReader.read(body.stream());
        } catch (IllegalArgumentException e) {
            return invalid(e, null);
        }
        try {
            return answer(route, question, settings.with(question.model()));
        } catch (IllegalArgumentException e) {
            return invalid(e, "model");
        }
    }

    private static Script invalid(IllegalArgumentException e, @Nullable String param) {
        return Script.refusal(400, Errors.body(String.valueOf(e.getMessage()), "invalid_request_error", param, null));
    }

    private Script answer(String route, Question question, SimulatedSettings asked) {
        boolean spared = asked.fault() != null && random.nextDouble() >= asked.probability();
        SimulatedSettings chosen = spared
                ? new SimulatedSettings(asked.latency(), asked.rate(), asked.tokens(), null, asked.probability())
                : asked;
        String id = HexFormat.of().toHexDigits(random.nextLong());
        long created = clock.instant().getEpochSecond();
        Words words = Words.about(question, chosen.tokens());
        if (route.endsWith("/chat/completions")) {
            return Script.of(ChatAnswer.of(question, words, id, created, true), chosen);
        }
        if (route.endsWith("/completions")) {
            return Script.of(ChatAnswer.of(question, words, id, created, false), chosen);
        }
        if (route.endsWith("/responses")) {
            return Script.of(ResponsesAnswer.of(question, words, id, created), chosen);
        }
        if (route.endsWith("/embeddings")) {
            return Script.of(new Answer.Whole(Documents.embeddings(question), 0), chosen);
        }
        if (route.endsWith("/moderations")) {
            return Script.of(new Answer.Whole(Documents.moderations(question, id), 0), chosen);
        }
        return Script.refusal(
                404,
                Errors.body(
                        "The simulated provider has no " + route + ".", "invalid_request_error", null, "unknown_url"));
    }
}
