package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.journal.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Compares what questions are answered from with the entry beside it, which alone the chain proves. */
final class ShownCheck {
    private ShownCheck() {}

    /** The columns that say something else than the entry, in words; null if none does. */
    static @Nullable String problem(Kept kept) {
        Kept.Shown shown = kept.shown();
        if (shown == null) {
            return null;
        }
        boolean isCall = EntryKind.of(kept.entry()).equals("call");
        if (shown.isCall() != isCall) {
            return isCall ? "it is a call and not shown as one" : "it is shown as a call and is none";
        }
        CallRecord call = isCall ? call(kept.entry()) : null;
        StringJoiner wrong = new StringJoiner(", ");
        CallColumn[] columns = CallColumn.values();
        for (int i = 0; i < columns.length; i++) {
            if (!isRight(columns[i], shown.columns().get(i), shown.form(), call, isCall)) {
                wrong.add(columns[i].column());
            }
        }
        return wrong.length() == 0 ? null : "what is shown of it is not what the entry says: " + wrong;
    }

    private static boolean isRight(
            CallColumn column, @Nullable Object is, Kept.Form form, @Nullable CallRecord call, boolean isCall) {
        if (call == null) {
            // Of a call that can not be read here, only the time is known, which the release that kept it has put
            // there.
            return (isCall && column == CallColumn.TIME) ? is != null : isNothing(is);
        }
        Object value = column.of(call);
        return value == null ? isNothing(is) : form.held(column.type(), value).equals(is);
    }

    private static boolean isNothing(@Nullable Object shown) {
        return shown == null || (shown instanceof Map<?, ?> labels && labels.isEmpty());
    }

    private static @Nullable CallRecord call(byte[] entry) {
        try {
            return Entry.read(entry) instanceof Entry.Call(CallRecord record) ? record : null;
        } catch (RuntimeException _) {
            return null;
        }
    }

    /** Labels as a JSON object; what is none is given as it is, and equals none. */
    static @Nullable Object labels(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            if (Json.read(json) instanceof Json.Obj object) {
                return labels(object);
            }
        } catch (MalformedJson _) {
            // none
        }
        return json;
    }

    static Map<String, String> labels(Json.Obj object) {
        Map<String, String> labels = new HashMap<>();
        object.members().keySet().forEach(name -> labels.put(name, object.text(name, "")));
        return labels;
    }
}
