package dev.bifrost.simulated;

import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import dev.bifrost.upstream.UpstreamFault;
import dev.bifrost.upstream.UpstreamListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a call says, and complains when the order is not that of the contract. */
final class Heard implements UpstreamListener {
    final List<String> pieces = new ArrayList<>();
    final List<String> marks = new ArrayList<>();
    ResponseHead head;
    UpstreamFault fault;
    boolean ended;
    Runnable onEachPiece = () -> {};
    private boolean awaitsPause;

    @Override
    public void onSent() {
        open();
        marks.add("sent");
    }

    @Override
    public void onHead(ResponseHead answered) {
        open();
        if (head != null) {
            throw new AssertionError("two heads");
        }
        head = answered;
        marks.add("head");
    }

    @Override
    public void onBody(BodyPart part) {
        open();
        if (head == null) {
            throw new AssertionError("body before head");
        }
        byte[] bytes = new byte[part.length()];
        part.copyTo(bytes, 0);
        pieces.add(new String(bytes, StandardCharsets.UTF_8));
        awaitsPause = true;
        onEachPiece.run();
    }

    @Override
    public void onPause() {
        open();
        if (!awaitsPause) {
            throw new AssertionError("nothing to flush");
        }
        awaitsPause = false;
        marks.add("pause");
    }

    @Override
    public void onEnd() {
        open();
        if (awaitsPause) {
            throw new AssertionError("ended before the pause");
        }
        ended = true;
    }

    @Override
    public void onFault(UpstreamFault happened) {
        open();
        fault = happened;
    }

    String body() {
        return String.join("", pieces);
    }

    private void open() {
        if (ended || fault != null) {
            throw new AssertionError("called after the end");
        }
    }
}
