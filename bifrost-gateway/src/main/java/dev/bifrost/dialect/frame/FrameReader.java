package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;

/** Cuts the bytes of one streamed answer into events. They come in pieces of any size; after a fault it is of no use. */
public interface FrameReader {

    /**
     * Bytes have come.
     *
     * @param sink takes the events that are complete now, in order
     * @throws AnswerFault if they are not in the format, or an event is too large; what was complete before has been
     *     handed on
     */
    void feed(byte[] bytes, int from, int to, Sink sink) throws AnswerFault;

    /**
     * The bytes are over.
     *
     * @throws AnswerFault if they end within an event
     */
    void end(Sink sink) throws AnswerFault;

    /** Takes events. */
    interface Sink {
        /** The next event, whose bytes are good until this returns. */
        void event(WireEvent event) throws AnswerFault;
    }
}
