package dev.bifrost.upstream;

/**
 * Hears how a call goes, on its event loop: {@code onSent} at some time, even before {@link Transport#send} has returned;
 * {@code onHead} once; {@code onBody} any number of times, each run of them followed by {@code onPause} or the end; then
 * exactly one of {@code onEnd} and {@code onFault}.
 */
public interface UpstreamListener {

    /** The request's last byte has been handed to the connection. An early answer may come before it. */
    void onSent();

    /** The answer's head; informational (1xx) answers are swallowed. */
    void onHead(ResponseHead head);

    /** A piece of the answer's body. The part is valid only during this call; retain the buffer to keep it. */
    void onBody(BodyPart part);

    /** All that one loop turn brought has been handed over: the time to flush. */
    void onPause();

    /** The answer is complete. */
    void onEnd();

    /** The call failed; nothing more will come. */
    void onFault(UpstreamFault fault);
}
