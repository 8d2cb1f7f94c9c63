package dev.bifrost.audit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Makes the sockets of a session, so that another thread can close them: the driver bounds only what it reads, and a
 * TLS socket whose writer is stuck can not be closed at all, but the one below it can. The driver makes this by its name.
 */
public final class PostgresSockets extends SocketFactory {
    private static final Map<String, Set<Socket>> SESSIONS = new ConcurrentHashMap<>();

    private final String session;

    /** @param session as in {@link #begin} */
    public PostgresSockets(String session) {
        this.session = session;
    }

    /** From now on the session may have sockets. */
    static void begin(String session) {
        SESSIONS.put(session, ConcurrentHashMap.newKeySet());
    }

    /** Closes its sockets, whoever waits for them, and lets it have no more. */
    static void end(String session) {
        Set<Socket> sockets = SESSIONS.remove(session);
        if (sockets != null) {
            sockets.forEach(PostgresSockets::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is of no more use anyway
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        Set<Socket> sockets = SESSIONS.get(session);
        if (sockets == null) {
            throw new IOException("the session is closed");
        }
        Socket socket = new Socket();
        sockets.removeIf(Socket::isClosed);
        sockets.add(socket);
        if (!SESSIONS.containsKey(session)) {
            close(socket);
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
