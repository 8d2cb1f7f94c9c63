package dev.bifrost.audit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP whose answers are there, to the last byte, within a time, or fail. Follows no redirects. Blocks. */
final class BoundedHttp implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** A whole answer. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Answer(int status, HttpHeaders headers, byte[] body) {}

    /** An answer whose body is read while it comes. */
    record Flow(int status, HttpHeaders headers, InputStream body) {}

    /** @param largest bytes of the body; more is an {@link IOException} */
    Answer send(HttpRequest request, Duration limit, int largest) throws IOException, InterruptedException {
        var response =
                within(client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest)), limit);
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /** The status of an answer whose body, of any size, came whole and is thrown away. */
    int status(HttpRequest request, Duration limit) throws IOException, InterruptedException {
        return within(client.sendAsync(request, BodyHandlers.discarding()), limit)
                .statusCode();
    }

    /** The body fails when the time is over, wherever its reader is. */
    Flow open(HttpRequest request, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        HttpResponse<InputStream> response = within(client.sendAsync(request, BodyHandlers.ofInputStream()), limit);
        return new Flow(
                response.statusCode(), response.headers(), new Timed(response.body(), end - System.nanoTime(), limit));
    }

    private static <T> HttpResponse<T> within(CompletableFuture<HttpResponse<T>> answer, Duration limit)
            throws IOException, InterruptedException {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw late(limit);
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpTimeoutException late(Duration limit) {
        return new HttpTimeoutException("no whole answer within " + limit.toMillis() + " ms");
    }

    /** Ends all that is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /** A body that is closed when its time is over, which wakes its reader. */
    private static final class Timed extends FilterInputStream {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final Duration limit;

        Timed(InputStream body, long nanos, Duration limit) {
            super(body);
            this.limit = limit;
            over.orTimeout(Math.max(1, nanos), TimeUnit.NANOSECONDS).whenComplete((_, _) -> {
                try {
                    body.close();
                } catch (IOException _) {
                    // it is over either way
                }
            });
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                int read = super.read(bytes, from, length);
                if (read < 0 && over.isCompletedExceptionally()) {
                    throw late(limit);
                }
                return read;
            } catch (IOException e) {
                throw over.isCompletedExceptionally() ? late(limit) : e;
            }
        }

        @Override
        public void close() {
            over.complete(null);
        }
    }
}
