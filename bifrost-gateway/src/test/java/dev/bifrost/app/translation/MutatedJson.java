package dev.bifrost.app.translation;

import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Documents that are valid JSON, but not what they should be. */
final class MutatedJson {
    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "0.5",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"type\":\"text\"}",
            "\"data:\"",
            "\"data:image/png;base64,\"",
            "\"\\u0000\\ud800\"",
            "9223372036854775808");

    private MutatedJson() {}

    /** Puts something else in the place of one value, or takes it away, or puts it elsewhere too. */
    @SuppressWarnings("ReferenceEquality") // whether it is the same, not whether it says the same
    static void mutate(Json.Obj root, RandomGenerator random) {
        List<Json> containers = new ArrayList<>();
        collect(root, containers);
        switch (containers.get(random.nextInt(containers.size()))) {
            case Json.Obj object -> {
                List<String> names = new ArrayList<>(object.members().keySet());
                names.remove(object == root ? "model" : "");
                if (!names.isEmpty()) {
                    change(object.members(), names.get(random.nextInt(names.size())), containers, random);
                }
            }
            case Json.Arr array -> {
                if (!array.items().isEmpty()) {
                    int i = random.nextInt(array.items().size());
                    switch (random.nextInt(3)) {
                        case 0 -> array.items().remove(i);
                        case 1 -> array.items().add(i, array.items().get(i));
                        default -> array.items().set(i, other(random));
                    }
                }
            }
            default -> throw new AssertionError();
        }
    }

    private static void change(Map<String, Json> members, String name, List<Json> containers, RandomGenerator random) {
        switch (random.nextInt(4)) {
            case 0 -> members.remove(name);
            case 1 -> members.put(name, Voice.copy(containers.get(random.nextInt(containers.size()))));
            default -> members.put(name, other(random));
        }
    }

    private static Json other(RandomGenerator random) {
        return Voice.json(OTHERS.get(random.nextInt(OTHERS.size())));
    }

    private static void collect(Json json, List<Json> to) {
        switch (json) {
            case Json.Obj object -> {
                to.add(object);
                object.members().values().forEach(each -> collect(each, to));
            }
            case Json.Arr array -> {
                to.add(array);
                array.items().forEach(each -> collect(each, to));
            }
            default -> {
                // holds nothing
            }
        }
    }
}
