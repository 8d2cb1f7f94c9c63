package dev.bifrost.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in the file a value stands. Its children are found by their place in the settings, named by that in the file. */
final class Place {
    private final @Nullable Place parent;
    private final String segment;
    private final int line;
    private @Nullable Map<String, Place> children;

    private Place(@Nullable Place parent, String segment, int line) {
        this.parent = parent;
        this.segment = segment;
        this.line = line;
    }

    static Place root(int line) {
        return new Place(null, "", line);
    }

    Place key(String name, int at) {
        Place child = new Place(this, name, at);
        put(name, child);
        return child;
    }

    /** An item that is not yet in the settings, because it may be refused; {@link #adopt} puts it there. */
    Place item(int index, int at) {
        return new Place(this, "[" + index + "]", at);
    }

    void adopt(int index, Place item) {
        put("[" + index + "]", item);
    }

    /** Most places have no children, and there is one for every value of the file. */
    private void put(String name, Place child) {
        if (children == null) {
            children = new HashMap<>(8);
        }
        children.put(name, child);
    }

    @Nullable
    Place child(String name) {
        return children == null ? null : children.get(name);
    }

    int line() {
        return line;
    }

    String path() {
        String before = parent == null ? "" : parent.path();
        return before.isEmpty() || segment.startsWith("[") ? before + segment : before + "." + segment;
    }
}
