package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.upstream.UpstreamFault;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** A target that can not carry all of a request whose client, key or alias is strict. */
    static Failure lossy(@Nullable Target target, List<String> losses) {
        return new Failure.InvalidRequest(
                target + " has no counterpart of " + String.join(", ", losses)
                        + "; leave them out, or do without strict translation",
                losses.getFirst(),
                "lossy_translation");
    }
}
