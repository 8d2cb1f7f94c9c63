package dev.bifrost.dialect;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.StreamFollower.EventKind;
import java.util.ArrayList;
import java.util.List;

/** What a follower said of one stream; ends are counted from the stream's first byte. */
record Followed(
        List<EventKind> kinds,
        List<Integer> ends,
        Usage usage,
        String model,
        boolean terminated,
        ErrorDetail error,
        int nextSequence,
        boolean malformed) {

    /** Follows the stream in pieces that end at {@code cuts}. */
    static Followed of(Operation operation, boolean exact, byte[] stream, int... cuts) {
        var follower = new StreamFollower(operation);
        follower.classifyAll(exact);
        var kinds = new ArrayList<EventKind>();
        var ends = new ArrayList<Integer>();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : stream.length;
            feedCopy(follower, stream, from, to, kinds, ends);
            from = to;
        }
        return of(follower, kinds, ends);
    }

    static Followed byteByByte(Operation operation, boolean exact, byte[] stream) {
        int[] cuts = new int[stream.length];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i;
        }
        return of(operation, exact, stream, cuts);
    }

    /** From an array of its own, at an odd place: offsets must not be taken for those of the stream. */
    private static void feedCopy(
            StreamFollower follower, byte[] stream, int from, int to, List<EventKind> kinds, List<Integer> ends) {
        byte[] piece = new byte[to - from + 5];
        System.arraycopy(stream, from, piece, 3, to - from);
        follower.feed(piece, 3, 3 + to - from, (kind, end) -> {
            kinds.add(kind);
            ends.add(end - 3 + from);
        });
    }

    private static Followed of(StreamFollower follower, List<EventKind> kinds, List<Integer> ends) {
        return new Followed(
                kinds,
                ends,
                follower.usage(),
                follower.model(),
                follower.terminated(),
                follower.error(),
                follower.nextSequence(),
                follower.malformed());
    }
}
