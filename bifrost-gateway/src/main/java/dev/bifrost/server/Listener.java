package dev.bifrost.server;

/** What is served on an address. */
enum Listener {
    /** Everything. */
    ALL,
    /** Everything but the management API, which has an address of its own. */
    CALLS,
    /** The management API and health. */
    MANAGEMENT;

    boolean takes(Routes.Match match) {
        return switch (match) {
            case Routes.Match.Call _ -> this != MANAGEMENT;
            case Routes.Match.Manage manage -> manage.ownKey() ? this != MANAGEMENT : this != CALLS;
            case Routes.Match.Health _, Routes.Match.None _ -> true;
        };
    }
}
