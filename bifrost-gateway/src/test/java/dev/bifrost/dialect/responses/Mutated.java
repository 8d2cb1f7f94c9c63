package dev.bifrost.dialect.responses;

import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** JSON with a few values that are of another kind, missing, there twice, or moved. */
final class Mutated {
    private static final List<Json> STRANGE = List.of(
            new Json.Nil(),
            new Json.Bool(true),
            new Json.Str(""),
            new Json.Str("message"),
            new Json.Str("function_call"),
            new Json.Str("bf1.gemini+call.!.x"),
            new Json.Num("-1"),
            new Json.Num("1e999"),
            new Json.Num("99999999999999999999"),
            new Json.Arr(),
            new Json.Obj(),
            new Json.Arr(List.of(new Json.Arr(), new Json.Nil(), new Json.Str("x"))));

    private final RandomGenerator random;
    private final int oneIn;

    /**
     * @param oneIn of so many values one is changed
     */
    Mutated(RandomGenerator random, int oneIn) {
        this.random = random;
        this.oneIn = oneIn;
    }

    Json.Obj object(Json.Obj json) {
        Json.Obj changed = new Json.Obj();
        for (Map.Entry<String, Json> member : json.asMap().entrySet()) {
            switch (random.nextInt(3 * oneIn)) {
                case 0 -> {
                    // is missing
                }
                case 1 -> changed.put(member.getKey(), strange());
                case 2 -> changed.put("unheard_of", value(member.getValue()));
                default -> changed.put(member.getKey(), value(member.getValue()));
            }
        }
        return changed;
    }

    private Json value(Json json) {
        return switch (json) {
            case Json.Obj object -> object(object);
            case Json.Arr(List<Json> items) -> array(items);
            default -> random.nextInt(oneIn) == 0 ? strange() : json;
        };
    }

    private Json.Arr array(List<Json> items) {
        List<Json> changed = new ArrayList<>();
        for (Json item : items) {
            switch (random.nextInt(3 * oneIn)) {
                case 0 -> {
                    // is missing
                }
                case 1 -> changed.add(strange());
                case 2 -> changed.addAll(List.of(value(item), item));
                default -> changed.add(value(item));
            }
        }
        return new Json.Arr(changed);
    }

    private Json strange() {
        return STRANGE.get(random.nextInt(STRANGE.size()));
    }
}
