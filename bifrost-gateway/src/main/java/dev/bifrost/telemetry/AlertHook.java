package dev.bifrost.telemetry;

import dev.bifrost.api.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells a receiver what an operator should know, at most a few times until it says 2xx. {@code x-bifrost-signature} is
 * {@code t=SECONDS,v1=HEX}: HMAC-SHA-256, with the secret, of the seconds since 1970, a full stop, and the body.
 */
public final class AlertHook implements AutoCloseable {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 5;

    /** More wait for their turn; what comes beyond is named in the log only. */
    private static final int AT_ONCE = 100;

    private final AlertSettings settings;
    private final InstantSource clock;
    private final Duration pause;
    private final Consumer<String> notices;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Semaphore closed = new Semaphore(0);
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** {@code notices} is told what the receiver could not be. */
    public AlertHook(AlertSettings settings, InstantSource clock, Consumer<String> notices) {
        this(settings, clock, Duration.ofSeconds(2), notices);
    }

    /** @param pause before the second try; each further one waits twice as long */
    AlertHook(AlertSettings settings, InstantSource clock, Duration pause, Consumer<String> notices) {
        this.settings = settings;
        this.clock = clock;
        this.pause = pause;
        this.notices = notices;
    }

    /** Sends it, on a thread of its own. */
    public void tell(Json.Obj alert) {
        if (!room.tryAcquire()) {
            notices.accept("the receiver of alerts is too slow, it was not told: " + alert.print());
            return;
        }
        byte[] body = alert.print().getBytes(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("alert").start(() -> {
            try {
                send(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                room.release();
            }
        });
    }

    private void send(byte[] body) throws InterruptedException {
        Duration wait = pause;
        String last = "";
        for (int i = 1; i <= TRIES; i++) {
            try {
                int status = post(body);
                if (status / 100 == 2) {
                    return;
                }
                last = "it answers " + status;
            } catch (ExecutionException e) {
                last = String.valueOf(e.getCause());
            } catch (TimeoutException _) {
                last = "it does not answer in time";
            }
            if (i < TRIES && closed.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                closed.release();
                break;
            }
            wait = wait.multipliedBy(2);
        }
        notices.accept(
                "the receiver of alerts could not be told (" + last + "): " + new String(body, StandardCharsets.UTF_8));
    }

    private int post(byte[] body) throws InterruptedException, ExecutionException, TimeoutException {
        long seconds = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(settings.webhook())
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("x-bifrost-signature", "t=" + seconds + ",v1=" + signature(seconds, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<Void> answer =
                client.sendAsync(request, BodyHandlers.discarding()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return answer.statusCode();
    }

    private String signature(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(settings.secret().reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        closed.release();
        client.shutdownNow();
    }
}
