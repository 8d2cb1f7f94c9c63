package dev.bifrost.bench.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words of the command line: {@code --name value}, each from a known list. */
final class Options {
    private final Map<String, String> given = new HashMap<>();

    private Options() {}

    static Options parse(List<String> words, List<String> known) {
        Options options = new Options();
        for (int i = 0; i < words.size(); i += 2) {
            String name = words.get(i).replaceFirst("^--?", "");
            if (!words.get(i).startsWith("-") || !known.contains(name)) {
                throw new BenchFailure(
                        "unknown option " + words.get(i) + "; known here: --" + String.join(", --", known));
            }
            if (i + 1 == words.size()) {
                throw new BenchFailure("--" + name + " needs a value");
            }
            options.given.put(name, words.get(i + 1));
        }
        return options;
    }

    String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        String value = given.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[1-9]\\d{0,6}")) {
            throw new BenchFailure("--" + name + " takes a whole number above 0, not '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    List<String> list(String name, List<String> otherwise) {
        String value = given.get(name);
        return value == null ? otherwise : List.of(value.split(",", -1));
    }
}
