package dev.bifrost.upstream;

/** Carries calls to providers. One instance serves one event loop; everything happens on that loop. */
public interface Transport {

    /**
     * Starts a call. But for {@code onSent} the listener hears nothing before this method has returned, and it hears
     * nothing after {@link UpstreamCall#cancel()}.
     */
    UpstreamCall send(UpstreamRequest request, UpstreamListener listener);
}
