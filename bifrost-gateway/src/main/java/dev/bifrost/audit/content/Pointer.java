package dev.bifrost.audit.content;

import java.util.List;
import java.util.stream.Stream;

/** A JSON pointer (RFC 6901) in which a segment {@code *} stands for every item of an array and every member of an object. */
record Pointer(List<String> segments) {
    static Pointer of(String text) {
        return new Pointer(Stream.of(text.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    /** Whether it leads to the place; an item's segment is its number. */
    boolean leadsTo(List<String> place) {
        if (place.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < place.size(); i++) {
            String segment = segments.get(i);
            if (!segment.equals("*") && !segment.equals(place.get(i))) {
                return false;
            }
        }
        return true;
    }
}
