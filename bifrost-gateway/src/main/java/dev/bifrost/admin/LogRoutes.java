package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import org.jspecify.annotations.Nullable;

/** {@code /api/log}: everybody who may manage may look, operators and owners may change it. */
final class LogRoutes {
    static final String LOG = "/api/log";

    private final @Nullable LogBook log;

    /** @param log null if it can not be changed */
    LogRoutes(@Nullable LogBook log) {
        this.log = log;
    }

    /** As {@link KeyRoutes#action}. */
    KeyRoutes.@Nullable Action action(AdminRequest request, Caller caller) throws Refusal {
        LogBook book = log;
        if (book == null || !request.path().equals(LOG)) {
            return null;
        }
        return switch (request.method()) {
            case "GET" -> _ -> new AdminReply(200, book.state());
            case "PUT" -> {
                if (!caller.mayChangeKeys()) {
                    throw new Refusal(new Failure.Forbidden(
                            "The admin token '" + caller.name()
                                    + "' may not change the log; that needs the role operator or owner",
                            "role"));
                }
                KeyRoutes.requireJson(request);
                yield body -> new AdminReply(200, book.change(body, caller.name()));
            }
            default -> throw new Refusal(new Failure.MethodNotAllowed(request.method(), LOG, "GET, PUT"));
        };
    }
}
