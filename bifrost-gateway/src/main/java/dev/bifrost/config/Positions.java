package dev.bifrost.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the line of a setting. Paths are those of the settings, such as {@code models[1].fallback[0]}. */
public final class Positions {
    private static final Pattern SEGMENT = Pattern.compile("\\[\\d+]|[^.\\[\\]]+");

    private final String file;
    private final Place root;

    Positions(String file, Place root) {
        this.file = file;
        this.root = root;
    }

    /** The file, as it was named to the gateway. */
    public String file() {
        return file;
    }

    /** The line on which a key or an item stands, counted from 1; that of the nearest part around it if it is absent. */
    public int line(String path) {
        return find(path).place().line();
    }

    /** True if the file has the key, whether or not its value could be read. */
    public boolean written(String path) {
        return find(path).whole();
    }

    /** Makes a problem of a message about a setting. */
    public Problem problem(String path, String message) {
        Found found = find(path);
        // An item after one that could not be read has another number in the file than in the settings.
        return new Problem(
                file, found.place().line(), found.whole() ? found.place().path() : path, message);
    }

    private Found find(String path) {
        Place place = root;
        Matcher segments = SEGMENT.matcher(path);
        while (segments.find()) {
            Place next = place.child(segments.group());
            if (next == null) {
                return new Found(place, false);
            }
            place = next;
        }
        return new Found(place, true);
    }

    private record Found(Place place, boolean whole) {}
}
