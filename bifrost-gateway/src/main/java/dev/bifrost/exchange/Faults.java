package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.upstream.UpstreamFault;

/** What a fault of a connection means for the call that it served. */
final class Faults {
    private Faults() {}

    static Failure failure(Target target, UpstreamFault fault) {
        return switch (fault) {
            case UpstreamFault.Unreachable f -> new Failure.UpstreamUnreachable(target, f.detail());
            case UpstreamFault.Broken f -> new Failure.UpstreamBroken(target, f.detail());
            case UpstreamFault.TimedOut f -> new Failure.UpstreamTimeout(target, f.which(), f.limit());
        };
    }
}
