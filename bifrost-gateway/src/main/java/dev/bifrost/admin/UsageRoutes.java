package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import org.jspecify.annotations.Nullable;

/** {@code /api/usage}: money is moved by owners only. */
final class UsageRoutes {
    static final String CREDIT = "/api/usage/credit";

    private final UsageBook usage;

    UsageRoutes(UsageBook usage) {
        this.usage = usage;
    }

    /** As {@link KeyRoutes#action}. */
    KeyRoutes.@Nullable Action action(AdminRequest request, Caller caller) throws Refusal {
        if (!request.path().equals(CREDIT)) {
            return null;
        }
        if (!request.method().equals("POST")) {
            throw new Refusal(new Failure.MethodNotAllowed(request.method(), CREDIT, "POST"));
        }
        if (!caller.mayMoveMoney()) {
            throw new Refusal(new Failure.Forbidden(
                    "The admin token '" + caller.name() + "' may not move money; that needs the role owner", "role"));
        }
        KeyRoutes.requireJson(request);
        return body -> new AdminReply(201, usage.credit(body, caller.name()));
    }
}
