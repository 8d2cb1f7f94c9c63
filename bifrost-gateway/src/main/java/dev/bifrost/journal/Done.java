package dev.bifrost.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Is called once, on the journal's thread, and must not block it; at once on the caller's thread if the journal takes no
 * more entries.
 */
public interface Done {
    /**
     * An entry is as safe as was asked for, or is not.
     *
     * @param fault why it is not safe now; it is kept and will be written when the disk is back. Null if it is safe
     */
    void done(@Nullable IOException fault);
}
