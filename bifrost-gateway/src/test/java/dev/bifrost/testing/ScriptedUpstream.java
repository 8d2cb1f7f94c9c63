package dev.bifrost.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A provider that does exactly what a test says, byte by byte, over a real socket. The script runs once for every
 * connection, on a thread of its own, so it may block.
 */
public final class ScriptedUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on one connection; the connection is closed when it returns. */
    public interface Script {
        void run(Connection connection) throws Exception;
    }

    /** A request as it came. Header names are lower-case; several of one name are joined by a comma. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares requests
    public record Request(String method, String target, Map<String, String> headers, byte[] body) {
        public String header(String name) {
            return headers.get(name);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private ScriptedUpstream(ServerSocketFactory sockets, Script script) throws IOException {
        this.server = sockets.createServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    public static ScriptedUpstream start(Script script) throws IOException {
        return new ScriptedUpstream(ServerSocketFactory.getDefault(), script);
    }

    /** With sockets of another kind, such as those of TLS. */
    public static ScriptedUpstream start(ServerSocketFactory sockets, Script script) throws IOException {
        return new ScriptedUpstream(sockets, script);
    }

    /** Answers every request on every connection with the same whole answer. */
    public static ScriptedUpstream answering(int status, String contentType, String body) throws IOException {
        return start(connection -> {
            while (connection.readRequest() != null) {
                connection.answer(status, contentType, body);
            }
        });
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.run(new Connection(socket));
        } catch (IOException e) {
            // the gateway went away, which tests see on its side
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What a provider's {@code base_url} would be. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** Every request that was read, in order. */
    public List<Request> requests() {
        return requests;
    }

    /** How many connections have been made. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("the upstream's script failed", failures.getFirst());
        }
    }

    /** One connection, as a script sees it. */
    public final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            this.out = socket.getOutputStream();
        }

        public Socket socket() {
            return socket;
        }

        /** What the gateway sends, behind what was read already. */
        public InputStream in() {
            return in;
        }

        /** The head of the next request, whose body is left unread; null if the connection was closed. */
        public Request readHead() throws IOException {
            String first = readLine();
            if (first == null) {
                return null;
            }
            String[] words = first.split(" ", -1);
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip(),
                        (a, b) -> a + ", " + b);
            }
            return new Request(words[0], words[1], headers, new byte[0]);
        }

        /** The next request with its body; null if the connection was closed. */
        public Request readRequest() throws IOException {
            Request head = readHead();
            if (head == null) {
                return null;
            }
            byte[] body =
                    head.header("transfer-encoding") != null ? readChunks() : readBody(head.header("content-length"));
            Request request = new Request(head.method(), head.target(), head.headers(), body);
            requests.add(request);
            return request;
        }

        private byte[] readBody(String length) throws IOException {
            byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
            if (length != null && body.length < Integer.parseInt(length)) {
                throw new EOFException("the request broke off");
            }
            return body;
        }

        private byte[] readChunks() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                String size = readLine();
                if (size == null) {
                    throw new EOFException("the request broke off");
                }
                int length = Integer.parseInt(size, 16);
                body.write(in.readNBytes(length));
                readLine();
                if (length == 0) {
                    return body.toByteArray();
                }
            }
        }

        private String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(b);
            }
            return null;
        }

        /** Sends bytes as they are. */
        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        public void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Sends one chunk of a chunked body. */
        public void chunk(String content) throws IOException {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            framed.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            framed.writeBytes(bytes);
            framed.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            write(framed.toByteArray());
        }

        /** Begins a stream of events in chunks. */
        public void startStream() throws IOException {
            write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        /** Ends a body in chunks. */
        public void endChunks() throws IOException {
            write("0\r\n\r\n");
        }

        /** A whole answer with its length. */
        public void answer(int status, String contentType, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            write("HTTP/1.1 " + status + " Whatever\r\ncontent-type: " + contentType + "\r\ncontent-length: "
                    + bytes.length + "\r\n\r\n" + body);
        }

        /** Closes so that the other side sees a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Blocks until the gateway closes the connection. */
        public void awaitClosed() throws IOException {
            try {
                while (in.read() >= 0) {
                    // whatever it still sends
                }
            } catch (IOException e) {
                // reset is closed too
            }
        }
    }
}
