package dev.bifrost.upstream;

/** The body of a request. */
public interface RequestBody {

    /** Bytes; -1 if only its end will tell, then it is sent in chunks; 0 if there is none. */
    long length();

    /** True if {@link #open()} can be called again, so that the request can be sent more than once. */
    boolean replayable();

    /** Begins to send it. */
    BodySource open();
}
