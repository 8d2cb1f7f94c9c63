package dev.bifrost.app;

import dev.bifrost.audit.content.KeyShelf;
import dev.bifrost.store.ContentKeyTable;
import dev.bifrost.store.Store;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The store as the place of the keys of kept content. */
record StoreContentKeys(Store store) implements KeyShelf {

    @Override
    public @Nullable Wrapped newest(String subject) {
        return wrapped(store.contentKeys().newest(subject));
    }

    @Override
    public @Nullable Wrapped find(String id) {
        return wrapped(store.contentKeys().find(id));
    }

    @Override
    public void add(Wrapped key) {
        String wrapped = HexFormat.of().formatHex(key.wrapped());
        store.contentKeys().add(new ContentKeyTable.Row(key.id(), key.subject(), key.master(), wrapped, key.created()));
    }

    @Override
    public List<String> masters() {
        return store.contentKeys().masters();
    }

    private static @Nullable Wrapped wrapped(ContentKeyTable.@Nullable Row row) {
        return row == null
                ? null
                : new Wrapped(
                        row.id(), row.subject(), row.master(), HexFormat.of().parseHex(row.wrapped()), row.created());
    }
}
