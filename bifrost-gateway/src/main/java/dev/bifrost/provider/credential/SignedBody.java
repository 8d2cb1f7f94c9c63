package dev.bifrost.provider.credential;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A request's body, for a proof that is computed over it. */
public interface SignedBody {
    /** None. */
    SignedBody EMPTY = of(new byte[0]);

    /** Bytes. */
    long length();

    /** True if reading it blocks nobody. */
    boolean atHand();

    /** All of it, from the beginning. */
    InputStream read();

    /** A body in memory. */
    static SignedBody of(byte[] bytes) {
        return new SignedBody() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public boolean atHand() {
                return true;
            }

            @Override
            public InputStream read() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
