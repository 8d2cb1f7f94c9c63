package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a list of messages fit: its long texts are cut, and if that is not enough, its oldest items go. */
final class Shortening {
    private static final List<Integer> LENGTHS = List.of(64 << 10, 16 << 10, 4 << 10, 1 << 10);
    private static final String ELLIPSIS = "…";

    private Shortening() {}

    /** At most so many characters; null if not even one item fits. */
    static @Nullable String of(Json.Arr list, int most) {
        Json.Arr shorter = list;
        for (int length : LENGTHS) {
            shorter = new Json.Arr();
            for (Json item : list.items()) {
                shorter.add(cut(item, length));
            }
            String text = shorter.print();
            if (text.length() <= most) {
                return text;
            }
        }
        return newest(shorter.items(), most);
    }

    private static @Nullable String newest(List<Json> items, int most) {
        long room = most - 2L;
        int from = items.size();
        while (from > 0) {
            room -= items.get(from - 1).print().length() + 1;
            if (room < 0) {
                break;
            }
            from--;
        }
        return from == items.size() ? null : new Json.Arr(items.subList(from, items.size())).print();
    }

    private static Json cut(Json json, int length) {
        return switch (json) {
            case Json.Str(String text)
            when text.length() > length -> new Json.Str(text.substring(0, end(text, length)) + ELLIPSIS);
            case Json.Obj object -> {
                Json.Obj shorter = new Json.Obj();
                object.members().forEach((name, value) -> shorter.put(name, cut(value, length)));
                yield shorter;
            }
            case Json.Arr array -> {
                Json.Arr shorter = new Json.Arr();
                array.items().forEach(item -> shorter.add(cut(item, length)));
                yield shorter;
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> json;
        };
    }

    /** Not within a pair of surrogates. */
    private static int end(String text, int length) {
        return Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    }
}
