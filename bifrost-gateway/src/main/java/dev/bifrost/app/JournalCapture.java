package dev.bifrost.app;

import dev.bifrost.audit.content.CallContent;
import dev.bifrost.exchange.Capture;

/**
 * Hands on what a call says and hears to what is kept of it.
 *
 * @param kept  it must be kept
 * @param shown it may be shown in the call's trace
 */
record JournalCapture(CallContent content, boolean kept, boolean shown) implements Capture {

    @Override
    public boolean takesRequest() {
        return content.takesRequest();
    }

    @Override
    public void request(byte[] piece) {
        content.request(piece);
    }

    @Override
    public void answerIs(String contentType) {
        content.answerIs(contentType);
    }

    @Override
    public void answer(byte[] piece) {
        content.answer(piece);
    }
}
