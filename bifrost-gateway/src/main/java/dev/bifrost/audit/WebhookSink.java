package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.audit.SinkFailure.Kind;
import dev.bifrost.journal.Placed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Posts batches of entries as JSON: {@code {"instance", "entries": […]}}, whose entries have the form of {@link EntryLine}.
 * The header {@code x-bifrost-signature} is {@code t=SECONDS,v1=HEX}: HMAC-SHA-256, with the secret, of the seconds since
 * 1970, a full stop, and the body. {@code idempotency-key} names the batch: it may come twice. A batch that the receiver
 * refuses for good (400, 409, 413, 415, 422) is halved until the entry is found; that one goes to a file.
 */
public final class WebhookSink implements Sink {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String ALGORITHM = "HmacSHA256";

    private final String name;
    private final URI url;
    private final Secret secret;
    private final Path refused;
    private final InstantSource clock;
    private final Consumer<String> notices;
    private final AtomicLong deadLetters = new AtomicLong();
    private final Duration patience;
    private final BoundedHttp http = new BoundedHttp();
    private long last;

    /**
     * @param refused takes, line by line, what the receiver refuses for good
     * @param notices takes what the operator should know
     */
    public WebhookSink(
            String name, URI url, Secret secret, Path refused, InstantSource clock, Consumer<String> notices) {
        this(name, url, secret, refused, clock, notices, PATIENCE);
    }

    /** @param patience with a whole answer */
    WebhookSink(
            String name,
            URI url,
            Secret secret,
            Path refused,
            InstantSource clock,
            Consumer<String> notices,
            Duration patience) {
        this.name = name;
        this.url = url;
        this.secret = secret;
        this.refused = refused.toAbsolutePath();
        this.clock = clock;
        this.notices = notices;
        this.patience = patience;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public OptionalLong open(UUID instance) {
        return OptionalLong.empty();
    }

    @Override
    public long deadLetters() {
        return deadLetters.get();
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure, InterruptedException {
        for (int from = 0; from < batch.size(); from += MOST) {
            List<Placed> part = batch.subList(from, Math.min(batch.size(), from + MOST));
            // What was taken before a failure in the middle of a batch is not sent again.
            List<Placed> rest =
                    part.stream().filter(placed -> placed.sequence() > last).toList();
            if (!rest.isEmpty()) {
                send(rest);
            }
        }
    }

    private void send(List<Placed> entries) throws SinkFailure, InterruptedException {
        int status = post(entries);
        if (status >= 200 && status < 300) {
            last = entries.getLast().sequence();
        } else if (!isForGood(status)) {
            throw failure(status);
        } else if (entries.size() > 1) {
            send(entries.subList(0, entries.size() / 2));
            send(entries.subList(entries.size() / 2, entries.size()));
        } else {
            putAside(entries.getFirst(), status);
            last = entries.getFirst().sequence();
        }
    }

    private static boolean isForGood(int status) {
        return status == 400 || status == 409 || status == 413 || status == 415 || status == 422;
    }

    private static SinkFailure failure(int status) {
        boolean later = status >= 500 || status == 408 || status == 425 || status == 429;
        return later
                ? new SinkFailure(Kind.UNREACHABLE, "the receiver answers " + status, null)
                : new SinkFailure(
                        Kind.REFUSED,
                        "the receiver answers " + status + "; look at url and at what it wants of its callers"
                                + (status >= 300 && status < 400 ? ": redirects are not followed" : ""),
                        null);
    }

    private int post(List<Placed> entries) throws SinkFailure, InterruptedException {
        byte[] body = body(entries);
        long seconds = clock.instant().getEpochSecond();
        String batch = entries.getFirst().instance() + "/" + entries.getFirst().sequence() + "-"
                + entries.getLast().sequence();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("content-type", "application/json")
                .header("idempotency-key", batch)
                .header("x-bifrost-signature", "t=" + seconds + ",v1=" + signature(seconds, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.status(request, patience);
        } catch (IOException e) {
            throw new SinkFailure(Kind.UNREACHABLE, "the receiver can not be reached: " + said(e), e);
        }
    }

    private static String said(IOException e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private String signature(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] body(List<Placed> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("instance", entries.getFirst().instance().toString());
            json.writeArrayPropertyStart("entries");
            for (Placed placed : entries) {
                json.writeStartObject();
                EntryLine.write(json, placed);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private void putAside(Placed placed, int status) throws SinkFailure {
        byte[] line =
                (new String(EntryLine.of(placed), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(Objects.requireNonNull(refused.getParent()));
            try (FileChannel file = FileChannel.open(refused, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                for (ByteBuffer bytes = ByteBuffer.wrap(line); bytes.hasRemaining(); ) {
                    int _ = file.write(bytes);
                }
                file.force(true);
            }
        } catch (IOException e) {
            throw new SinkFailure(Kind.REFUSED, "what the receiver refuses can not be put aside: " + e, e);
        }
        if (deadLetters.incrementAndGet() == 1) {
            notices.accept("the receiver of the sink '" + name + "' refuses entries (" + status
                    + "); they are put aside in " + refused);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
