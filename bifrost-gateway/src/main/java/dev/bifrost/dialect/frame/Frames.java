package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.Framing;

/** stub */
public final class Frames {
    private Frames() {}

    public static FrameReader reader(Framing framing) {
        throw new UnsupportedOperationException(framing.toString());
    }
}
