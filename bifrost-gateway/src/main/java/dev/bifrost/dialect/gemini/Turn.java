package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code content} as it grows: all that one side says until the other does. */
final class Turn {
    static final String USER = "user";
    static final String MODEL = "model";

    final String role;

    /** In order. */
    final List<Json.Obj> parts = new ArrayList<>();

    /** Pictures and documents that results brought, and that find no place in them. */
    final List<Json.Obj> attachments = new ArrayList<>();

    /** What the model calls, in order. */
    final List<Part.ToolCall> calls = new ArrayList<>();

    /** The calls of the turn before, which this one answers. */
    final List<Part.ToolCall> answered;

    private final Json.@Nullable Obj[] results;

    Turn(String role, List<Part.ToolCall> answered) {
        this.role = role;
        this.answered = answered;
        this.results = new Json.Obj[answered.size()];
    }

    boolean isModel() {
        return role.equals(MODEL);
    }

    /** Which call a result is for: the first of that id that has none, else the last of that id; -1 if there is none. */
    int place(String id) {
        int found = -1;
        for (int i = 0; i < answered.size(); i++) {
            if (answered.get(i).id().equals(id)) {
                found = i;
                if (results[i] == null) {
                    return i;
                }
            }
        }
        return found;
    }

    /** Whether that call has its result. */
    boolean hasResult(int call) {
        return results[call] != null;
    }

    void result(int call, Json.Obj result) {
        results[call] = result;
    }

    /** Results stand first and in the order of their calls, as Google demands; then what they brought. */
    Json.Obj content() {
        Json.Arr all = new Json.Arr();
        for (Json.Obj result : results) {
            if (result != null) {
                all.add(result);
            }
        }
        attachments.forEach(all::add);
        parts.forEach(all::add);
        return new Json.Obj().put("role", role).put("parts", all);
    }
}
