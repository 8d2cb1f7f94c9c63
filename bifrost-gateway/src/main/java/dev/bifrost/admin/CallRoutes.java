package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/calls} and {@code /api/usage}: everybody who may manage may read them, but only owners what was said. */
final class CallRoutes {
    static final String CALLS = "/api/calls";
    static final String USAGE = "/api/usage";

    private final @Nullable CallBook book;

    /** @param book null if nothing can be asked */
    CallRoutes(@Nullable CallBook book) {
        this.book = book;
    }

    /** As {@link KeyRoutes#action}. */
    KeyRoutes.@Nullable Action action(AdminRequest request, Caller caller) throws Refusal {
        String path = request.path();
        boolean one = path.startsWith(CALLS + '/') && path.length() > CALLS.length() + 1;
        if (!path.equals(CALLS) && !path.equals(USAGE) && !one) {
            return null;
        }
        if (!request.method().equals("GET")) {
            throw new Refusal(new Failure.MethodNotAllowed(request.method(), path, "GET"));
        }
        CallBook asked = book;
        if (asked == null) {
            throw new Refusal(new Failure.NotFound("This gateway keeps no calls that can be asked for", "no_calls"));
        }
        if (one) {
            return one(asked, request, caller, Parameters.decoded(path.substring(CALLS.length() + 1)));
        }
        boolean usage = path.equals(USAGE);
        Parameters parameters = Parameters.read(request.query(), usage ? CallBook.USAGE : CallBook.CALLS, true);
        return usage ? _ -> asked.usage(parameters) : _ -> asked.calls(parameters);
    }

    private static KeyRoutes.Action one(CallBook book, AdminRequest request, Caller caller, String id)
            throws Refusal {
        String content = Parameters.read(request.query(), List.of("content"), false).get("content");
        if (content == null || content.equals("false")) {
            return _ -> new AdminReply(200, book.call(id));
        }
        if (!content.equals("true")) {
            throw Parameters.wrong("content", "content must be true or false");
        }
        if (!caller.mayReadContent()) {
            throw new Refusal(new Failure.Forbidden(
                    "The admin token '" + caller.name()
                            + "' may not read what was asked and answered; that needs the role owner",
                    "role"));
        }
        return _ -> new AdminReply(200, book.content(id, caller.name()));
    }
}
