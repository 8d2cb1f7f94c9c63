package dev.bifrost.telemetry.otlp;

import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether what is sent arrives: tells the operator once when it does not, and once when it does again. */
final class Delivery {
    private static final int LONGEST_REASON = 200;

    private final String what;
    private final String address;
    private final Consumer<String> notices;
    private final AtomicBoolean rejecting = new AtomicBoolean();
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

    /** The collector took a request but not all that was in it, or took it with a warning. It is said once. */
    void rejected(PartialSuccess partial) {
        lost.addAndGet(partial.rejected());
        if (rejecting.compareAndSet(false, true)) {
            String message = partial.message();
            String reason = (message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON) + "…")
                    .replaceAll("\\p{Cntrl}+", " ");
            notices.accept(address + " takes " + what + " but says: " + (reason.isEmpty() ? "nothing" : reason) + " ("
                    + partial.rejected() + " rejected of the first such batch; rejected ones are lost, and it is not"
                    + " said again)");
        }
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
