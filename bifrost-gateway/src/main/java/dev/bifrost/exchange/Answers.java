package dev.bifrost.exchange;

import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.dialect.AnswerContext;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.Translator;
import dev.bifrost.upstream.ResponseHead;

/**
 * What is made of a good answer's head, by the way in which its request went.
 *
 * @param usageInjected true if usage was asked for on the client's behalf
 * @param preambleShown true if the client has seen an answer begin already
 */
record Answers(
        GovernedCall call,
        Exchange exchange,
        Operation operation,
        Attempts.Next.Try trying,
        Preparation preparation,
        boolean usageInjected,
        boolean preambleShown) {

    /** An answer that comes event by event. */
    Answer streamed(ResponseHead head) {
        Target target = trying.step().target();
        return switch (trying.way()) {
            case Way.Splice _ ->
                new StreamAnswer(call, exchange, target, operation, head, usageInjected, preambleShown);
            case Way.Repack repack -> {
                ResponseHead plain = ReplyHeaders.translated(head, "text/event-stream", -1);
                var stream = new StreamAnswer(call, exchange, target, operation, plain, false, preambleShown);
                yield repack.recast().framing() == Framing.SSE
                        ? stream
                        : new RepackedStream(call, exchange, target, repack.recast(), stream);
            }
            case Way.Translate translate -> {
                Translator.Streams streams = translate.translator().streams();
                yield streams == null
                        ? whole(head)
                        : new TranslatedStream(call, exchange, target, head, streams, writer(streams), context());
            }
        };
    }

    /** An answer that is one document. */
    Answer whole(ResponseHead head) {
        Target target = trying.step().target();
        return switch (trying.way()) {
            case Way.Splice _ -> new WholeAnswer(call, exchange, target, operation, head, false);
            case Way.Repack _ -> new WholeAnswer(call, exchange, target, operation, head, true);
            case Way.Translate translate -> {
                Translator.Streams streams = translate.translator().streams();
                yield new TranslatedWhole(
                        call,
                        exchange,
                        target,
                        head,
                        translate.translator(),
                        preparation.questionForAnswer(),
                        context(),
                        exchange.draft().stream && streams != null ? writer(streams) : null);
            }
        };
    }

    private AnswerWriter writer(Translator.Streams streams) {
        return streams.writer(Question.conversation(preparation.questionForAnswer()), preambleShown);
    }

    private AnswerContext context() {
        return new AnswerContext(
                exchange.draft().requestId,
                exchange.clock().instant().getEpochSecond(),
                trying.step().target().model(),
                Preparation.recipient(trying));
    }
}
