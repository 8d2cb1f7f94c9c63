package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import org.jspecify.annotations.Nullable;

/** {@code /api/audit/erase}: what is erased does not come back, so it is for owners only. */
final class ErasureRoutes {
    static final String ERASE = "/api/audit/erase";

    private final ContentBook content;

    ErasureRoutes(ContentBook content) {
        this.content = content;
    }

    /** As {@link KeyRoutes#action}. */
    KeyRoutes.@Nullable Action action(AdminRequest request, Caller caller) throws Refusal {
        if (!request.path().equals(ERASE)) {
            return null;
        }
        if (!request.method().equals("POST")) {
            throw new Refusal(new Failure.MethodNotAllowed(request.method(), ERASE, "POST"));
        }
        if (!caller.mayErase()) {
            throw new Refusal(new Failure.Forbidden(
                    "The admin token '" + caller.name() + "' may not erase content; that needs the role owner",
                    "role"));
        }
        KeyRoutes.requireJson(request);
        return body -> new AdminReply(200, content.erase(body, caller.name()));
    }
}
