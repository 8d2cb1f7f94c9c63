package dev.bifrost.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets a price list from where it is. Blocks. */
interface SourceFetch {
    /** LiteLLM's had 1.7 million bytes in 2026. */
    int LARGEST = 8 << 20;

    /**
     * All of it.
     *
     * @throws IOException if it can not be had, is too large or takes too long; says which
     */
    byte[] bytes(PriceSettings.Source source) throws IOException;

    /** From the disk or the network. */
    static SourceFetch real() {
        return source -> {
            Path file = source.file();
            URI url = source.url();
            return file != null ? file(file) : url == null ? new byte[0] : address(url, Duration.ofSeconds(60));
        };
    }

    private static byte[] file(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException("it is larger than " + LARGEST + " bytes");
            }
            return bytes;
        }
    }

    /** An address, its body included, within that time. */
    static byte[] address(URI url, Duration limit) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(limit).build();
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            var answer = client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
            try {
                return body(answer, limit);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private static byte[] body(CompletableFuture<HttpResponse<byte[]>> answer, Duration limit) throws IOException {
        try {
            HttpResponse<byte[]> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("it answers with status " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("it takes longer than " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("reading it was broken off", e);
        } finally {
            answer.cancel(true);
        }
    }
}
