package dev.bifrost.audit;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a sink holds, for whoever verifies or exports it. Every method may block. */
public interface Holding {
    /** Reads everything, instance after instance, each in the order of its sequences, without holding it all in memory. */
    void read(Consumer<Kept> each) throws SinkFailure, InterruptedException;

    /** The last sequence of an instance that the sink says it has taken, however many are left; null if it does not say. */
    @Nullable
    Long taken(UUID instance) throws SinkFailure, InterruptedException;

    /** {@link #taken} of every instance that the sink knows of, whether entries are left or not; empty if it does not say. */
    default Map<UUID, Long> cursors() throws SinkFailure, InterruptedException {
        return Map.of();
    }

    /** What could not be read by the last {@link #read} and is left out, in words. */
    default List<String> troubles() {
        return List.of();
    }
}
