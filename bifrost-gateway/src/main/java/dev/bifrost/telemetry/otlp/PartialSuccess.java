package dev.bifrost.telemetry.otlp;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a collector did not take of a request that it otherwise took: {@code partial_success} of
 * {@code ExportTraceServiceResponse} and its like
 * (<a href="https://opentelemetry.io/docs/specs/otlp/#partial-success">OTLP 1.x</a>), which the SDK does not look at.
 *
 * @param rejected spans or data points
 * @param message  why; may be a mere warning if nothing was rejected
 */
record PartialSuccess(long rejected, String message) {
    private static final int FIELD = 1;
    private static final int REJECTED = 1;
    private static final int MESSAGE = 2;

    /** Null if all was taken without a word, or the answer is none. */
    static @Nullable PartialSuccess of(byte[] answer) {
        Wire outer = new Wire(answer, 0, answer.length);
        while (outer.next()) {
            if (outer.field == FIELD && outer.length >= 0) {
                return read(new Wire(answer, outer.at - outer.length, outer.at));
            }
        }
        return null;
    }

    private static @Nullable PartialSuccess read(Wire inner) {
        long rejected = 0;
        String message = "";
        while (inner.next()) {
            if (inner.field == REJECTED && inner.length < 0) {
                rejected = Math.max(0, inner.number);
            } else if (inner.field == MESSAGE && inner.length >= 0) {
                message = new String(inner.bytes, inner.at - inner.length, inner.length, StandardCharsets.UTF_8);
            }
        }
        return rejected == 0 && message.isEmpty() ? null : new PartialSuccess(rejected, message);
    }

    /** Has an exporter tell of them: what its builder is to find its sender with. */
    static ComponentLoader toldTo(Consumer<PartialSuccess> taker) {
        ComponentLoader found = ComponentLoader.forClassLoader(PartialSuccess.class.getClassLoader());
        HttpSenderProvider senders = config -> new Listening(
                found.load(HttpSenderProvider.class).iterator().next().createSender(config), taker);
        return new ComponentLoader() {
            @Override
            public <T> Iterable<T> load(Class<T> type) {
                return type == HttpSenderProvider.class ? List.of(type.cast(senders)) : found.load(type);
            }
        };
    }

    /** A sender whose answers are looked at before the exporter has them. */
    private record Listening(HttpSender sender, Consumer<PartialSuccess> taker) implements HttpSender {
        @Override
        public void send(MessageWriter writer, Consumer<HttpResponse> answered, Consumer<Throwable> failed) {
            sender.send(
                    writer,
                    answer -> {
                        byte[] body = answer.getResponseBody();
                        PartialSuccess partial = answer.getStatusCode() == 200 && body != null ? of(body) : null;
                        if (partial != null) {
                            taker.accept(partial);
                        }
                        answered.accept(answer);
                    },
                    failed);
        }

        @Override
        public CompletableResultCode shutdown() {
            return sender.shutdown();
        }
    }

    /** Reads a message of Protocol Buffers field by field, as far as it is one. */
    private static final class Wire {
        private static final int LONGEST = 10;

        final byte[] bytes;
        private final int end;
        /** Behind the present field. */
        int at;

        int field;
        /** Of a text or message; -1 for numbers. */
        int length;

        long number;

        Wire(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        /** False at the end, and at what is no field. */
        boolean next() {
            if (at >= end || !varint()) {
                return false;
            }
            field = (int) (number >>> 3);
            int type = (int) (number & 7);
            length = -1;
            return switch (type) {
                case 0 -> varint();
                case 1 -> skip(8);
                case 2 -> varint() && text();
                case 5 -> skip(4);
                default -> false;
            };
        }

        private boolean text() {
            if (number < 0 || number > end - at) {
                return false;
            }
            length = (int) number;
            return skip(length);
        }

        private boolean skip(int count) {
            at += count;
            return at <= end;
        }

        private boolean varint() {
            number = 0;
            for (int i = 0; i < LONGEST && at < end; i++) {
                byte b = bytes[at++];
                number |= (long) (b & 0x7f) << (7 * i);
                if (b >= 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
