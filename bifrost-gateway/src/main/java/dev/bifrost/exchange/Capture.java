package dev.bifrost.exchange;

/** What keeps a call's texts. Told on one event loop what comes and goes, so nothing here may block; arrays are its to keep. */
public interface Capture {

    /** Whether more of the request is wanted. */
    boolean takesRequest();

    /** The next piece of the request's body, as it was read. */
    void request(byte[] piece);

    /** Of what type the answer is that follows. */
    void answerIs(String contentType);

    /** The next piece of what the client is answered. */
    void answer(byte[] piece);
}
