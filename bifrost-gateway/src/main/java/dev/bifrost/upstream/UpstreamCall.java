package dev.bifrost.upstream;

/** A call under way. Used only on its event loop. */
public interface UpstreamCall {

    /** Stops reading the answer until {@link #resume()}; what was read already may still arrive. */
    void pause();

    /** Reads on. */
    void resume();

    /** Ends the call at once; the provider sees its connection closed. Does nothing once the call is over. */
    void cancel();
}
