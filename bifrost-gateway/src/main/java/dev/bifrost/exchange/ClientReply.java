package dev.bifrost.exchange;

import dev.bifrost.api.HeaderList;
import io.netty.buffer.ByteBuf;

/** The way back to the client: a head, then pieces of a body, then an end. Used only on the exchange's loop. */
public interface ClientReply {

    /** Begins the answer; {@code length} of the body, or -1 if only its end will tell. */
    void head(int status, HeaderList headers, long length);

    /** Sends a piece of the body, which from then on belongs to the connection. */
    void data(ByteBuf content);

    /** True if the body goes out in chunks, so that {@link #framed} may be used. */
    boolean chunked();

    /** Sends whole, plain chunks of HTTP/1.1 as they are. */
    void framed(ByteBuf chunks);

    /** Lets what was sent leave now. */
    void flush();

    /** Ends the answer and lets it leave; the connection may then take the next request. */
    void end();

    /** Closes the connection, since the answer can not be completed. */
    void abort();

    /** False while the client does not take what was sent already. */
    boolean isWritable();

    /** Reads the request's body, or lets the client wait with it. */
    void readBody(boolean on);
}
