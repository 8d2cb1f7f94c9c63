package dev.bifrost.bench.wire;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the raw figures: maps, lists, numbers and texts, nothing else. */
final class Json {
    private Json() {}

    static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> quote(entry.getKey().toString()) + ':' + write(entry.getValue()))
                        .collect(Collectors.joining(",\n", "{", "}"));
            case List<?> list -> list.stream().map(Json::write).collect(Collectors.joining(",\n", "[", "]"));
            case Double number when !Double.isFinite(number) -> "null";
            case Number number -> number.toString();
            case Object text -> quote(text.toString());
        };
    }

    private static String quote(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
