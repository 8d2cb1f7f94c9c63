package dev.bifrost.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in the file a value stands. Its children are found by their place in the settings, named by that in the file. */
final class Place {
    private final @Nullable Place parent;
    private final String segment;
    private final int line;
    private final Map<String, Place> children = new LinkedHashMap<>(4);

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
        children.put(name, child);
        return child;
    }

    /** An item that is not yet in the settings, because it may be refused; {@link #adopt} puts it there. */
    Place item(int index, int at) {
        return new Place(this, "[" + index + "]", at);
    }

    void adopt(int index, Place item) {
        children.put("[" + index + "]", item);
    }

    @Nullable
    Place child(String name) {
        return children.get(name);
    }

    int line() {
        return line;
    }

    String path() {
        String before = parent == null ? "" : parent.path();
        return before.isEmpty() || segment.startsWith("[") ? before + segment : before + "." + segment;
    }
}
