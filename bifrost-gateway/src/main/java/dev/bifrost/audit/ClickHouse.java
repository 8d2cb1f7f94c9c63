package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.BoundedHttp.Answer;
import dev.bifrost.audit.BoundedHttp.Flow;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A ClickHouse server by its HTTP interface, https://clickhouse.com/docs/interfaces/http. Every method blocks. */
final class ClickHouse implements AutoCloseable {
    /** Holds back the answer until it is whole, so that its status says how it went. */
    private static final String WHOLE = "wait_end_of_query=1";

    private static final int LARGEST = 32 << 20;
    private static final int LARGEST_ERROR = 1 << 16;

    private final BoundedHttp http = new BoundedHttp();
    private final URI url;
    private final @Nullable String database;
    private final @Nullable String user;
    private final @Nullable Secret password;

    /**
     * @param url      may hold a user and a password, which those beside it replace
     * @param database null for the user's own
     */
    ClickHouse(URI url, @Nullable String database, @Nullable String user, @Nullable Secret password) {
        String info = url.getRawUserInfo();
        int colon = info == null ? -1 : info.indexOf(':');
        String given = info == null ? null : decoded(colon < 0 ? info : info.substring(0, colon));
        this.url = bare(url);
        this.database = database;
        this.user = user == null ? given : user;
        this.password = password == null && info != null && colon >= 0 && colon + 1 < info.length()
                ? Secret.of(decoded(info.substring(colon + 1)))
                : password;
    }

    private static URI bare(URI url) {
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(".url: is no http or https address");
        }
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return URI.create(scheme + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + path);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Null for the user's own. */
    @Nullable
    String database() {
        return database;
    }

    /** Runs a statement that gives nothing back, outside of any database if need be. */
    void run(String sql, boolean within, Duration limit) throws SinkFailure, InterruptedException {
        byte[] _ = whole(request(sql, null, within), limit);
    }

    /** Runs a statement whose data follows it. */
    void insert(String statement, byte[] rows, Duration limit) throws SinkFailure, InterruptedException {
        byte[] _ = whole(request(statement, rows, true), limit);
    }

    /** The answer to a statement that reads. */
    byte[] read(String sql, Duration limit) throws SinkFailure, InterruptedException {
        return whole(request(sql, null, true), limit);
    }

    /** The same, while it comes; whoever reads it looks for errors in it. */
    InputStream stream(String sql, Duration limit) throws SinkFailure, InterruptedException {
        try {
            Flow flow = http.open(request(sql, null, true), limit);
            if (flow.status() != 200) {
                try (InputStream body = flow.body()) {
                    throw trouble(flow.status(), flow.headers(), body.readNBytes(LARGEST_ERROR));
                }
            }
            return flow.body();
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    private byte[] whole(HttpRequest request, Duration limit) throws SinkFailure, InterruptedException {
        try {
            Answer answer = http.send(request, limit, LARGEST);
            if (answer.status() != 200) {
                throw trouble(answer.status(), answer.headers(), answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw trouble(e);
        }
    }

    /** With data the statement is in the address: a server parses only so much of a body as a statement. */
    private HttpRequest request(String sql, byte @Nullable [] data, boolean within) {
        String query = data == null ? WHOLE : WHOLE + "&query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "?" + query))
                .header("content-type", "text/plain; charset=utf-8");
        if (user != null) {
            request.header("x-clickhouse-user", user);
        }
        if (password != null) {
            request.header("x-clickhouse-key", password.reveal());
        }
        if (within && database != null) {
            request.header("x-clickhouse-database", database);
        }
        byte[] body = data == null ? sql.getBytes(StandardCharsets.UTF_8) : data;
        return request.POST(BodyPublishers.ofByteArray(body)).build();
    }

    private SinkFailure trouble(int status, HttpHeaders headers, byte[] body) {
        String code = headers.firstValue("x-clickhouse-exception-code").orElse("");
        return ClickHouseTrouble.of(this, status, code, new String(body, StandardCharsets.UTF_8));
    }

    SinkFailure trouble(IOException e) {
        return ClickHouseTrouble.of(this, e);
    }

    /** For messages: where, and as whom. */
    String who() {
        return user == null ? "the default user" : "the user '" + user + "'";
    }

    @Override
    public void close() {
        http.close();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ClickHouse at " + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
