package dev.bifrost.exchange;

import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import dev.bifrost.upstream.UpstreamFault;
import dev.bifrost.upstream.UpstreamListener;

/** Keeps an error of our own, thrown while an answer is handled, from being taken for one of the provider's. */
record Guarded(UpstreamListener listener, Exchange exchange) implements UpstreamListener {

    @Override
    public void onSent() {
        listener.onSent();
    }

    @Override
    public void onHead(ResponseHead head) {
        try {
            listener.onHead(head);
        } catch (RuntimeException e) {
            exchange.crashed(e);
        }
    }

    @Override
    public void onBody(BodyPart part) {
        try {
            listener.onBody(part);
        } catch (RuntimeException e) {
            exchange.crashed(e);
        }
    }

    @Override
    public void onPause() {
        listener.onPause();
    }

    @Override
    public void onEnd() {
        try {
            listener.onEnd();
        } catch (RuntimeException e) {
            exchange.crashed(e);
        }
    }

    @Override
    public void onFault(UpstreamFault fault) {
        try {
            listener.onFault(fault);
        } catch (RuntimeException e) {
            exchange.crashed(e);
        }
    }
}
