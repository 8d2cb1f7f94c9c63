package dev.bifrost.journal;

import dev.bifrost.journal.Inbox.Item;
import dev.bifrost.journal.Inbox.Until;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits until entries in the writer's buffer are written, or synced. */
final class Waiting {
    private final Consumer<Throwable> mishaps;
    private final List<Item> written = new ArrayList<>();
    private final List<Item> synced = new ArrayList<>();

    Waiting(Consumer<Throwable> mishaps) {
        this.mishaps = mishaps;
    }

    void add(Item item) {
        if (item.done() != null) {
            (item.until() == Until.WRITTEN ? written : synced).add(item);
        }
    }

    /** Tells one at once. */
    void refuse(Item item, IOException fault) {
        item.tell(fault, mishaps);
    }

    /** True if somebody waits for the device. */
    boolean forSync() {
        return !synced.isEmpty();
    }

    void written() {
        tell(written, null);
    }

    void synced() {
        tell(synced, null);
    }

    void failed(IOException fault) {
        tell(written, fault);
        tell(synced, fault);
    }

    private void tell(List<Item> items, @Nullable IOException fault) {
        for (Item item : items) {
            item.tell(fault, mishaps);
        }
        items.clear();
    }
}
