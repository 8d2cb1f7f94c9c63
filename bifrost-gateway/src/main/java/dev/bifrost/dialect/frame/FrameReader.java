package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;

/** stub */
public interface FrameReader {
    void feed(byte[] bytes, int from, int to, Sink sink) throws AnswerFault;

    void end(Sink sink) throws AnswerFault;

    /** stub */
    interface Sink {
        void event(WireEvent event) throws AnswerFault;
    }
}
