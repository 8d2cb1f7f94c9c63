package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.frame.EventStreamFrames;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.frame.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A stream of Bedrock's as it is understood. */
final class Streamed {
    static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    static final String NOVA = "eu.amazon.nova-2-lite-v1:0";

    private Streamed() {}

    static Recipient recipient(String model, String... quirks) {
        return new Recipient("aws", "bedrock", model, Set.of(quirks));
    }

    /** Events of {@link EventStreamFrames#ofLines}, put together. */
    static Assembled lines(String lines) throws AnswerFault {
        return bytes(EventStreamFrames.ofLines(lines), CLAUDE);
    }

    static Assembled bytes(byte[] stream, String model, int... cuts) throws AnswerFault {
        Assembled assembled = new Assembled();
        read(stream, model, assembled, cuts);
        return assembled;
    }

    static List<ChatEvent> events(String lines) throws AnswerFault {
        List<ChatEvent> events = new ArrayList<>();
        read(EventStreamFrames.ofLines(lines), CLAUDE, events::add);
        return events;
    }

    static void read(byte[] stream, String model, Consumer<ChatEvent> out, int... cuts) throws AnswerFault {
        AnswerReader answer = new ConverseProvider().stream(recipient(model));
        FrameReader frames = Frames.reader(Framing.AWS_EVENT_STREAM);
        FrameReader.Sink sink = event -> answer.event(event, out);
        int from = 0;
        for (int cut : cuts) {
            frames.feed(stream, from, cut, sink);
            from = cut;
        }
        frames.feed(stream, from, stream.length, sink);
        frames.end(sink);
        answer.end(out);
    }
}
