package dev.bifrost.telemetry.otlp;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether what is sent arrives: tells the operator once when it does not, and once when it does again. */
final class Delivery {
    private final String what;
    private final String address;
    private final Consumer<String> notices;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong toldLost = new AtomicLong();

    Delivery(String what, String address, Consumer<String> notices) {
        this.what = what;
        this.address = address;
        this.notices = notices;
    }

    /** What did not arrive, and what was never sent. */
    long lost() {
        return lost.get();
    }

    /** Something had to be thrown away, because what came before it was not taken. */
    void dropped(long count) {
        lost.addAndGet(count);
    }

    /** The outcome of sending so many. */
    void done(long count, CompletableResultCode result) {
        if (!result.isSuccess()) {
            lost.addAndGet(count);
            if (failing.compareAndSet(false, true)) {
                notices.accept(what + " can not be delivered to " + address + ": " + why(result.getFailureThrowable())
                        + "; what does not get there is lost (observability.tracing)");
            }
        } else if (failing.compareAndSet(true, false)) {
            long all = lost.get();
            notices.accept(what + " are delivered to " + address + " again; " + (all - toldLost.getAndSet(all))
                    + " were lost");
        }
    }

    /** Never the body of an answer, which may hold anything. */
    private static String why(@Nullable Throwable failure) {
        if (failure instanceof FailedExportException.HttpExportException http) {
            var response = http.getResponse();
            if (response != null) {
                return "it answered " + response.getStatusCode();
            }
        }
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "no answer in time" : cause.toString();
    }
}
