package dev.bifrost.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of a {@link CallLog}. */
final class CallLogTables {
    /** What has so many values that calls of one are far between; the rest is found along the time. */
    private static final List<CallColumn> ASKED_FOR = List.of(CallColumn.KEY_ID, CallColumn.END_USER);

    private CallLogTables() {}

    static List<String> statements() {
        List<String> all = new ArrayList<>();
        all.add(
                "CREATE TABLE audit_entries (id INTEGER PRIMARY KEY, instance TEXT NOT NULL, sequence INTEGER NOT NULL, "
                        + "recorded INTEGER NOT NULL, kind TEXT NOT NULL, previous BLOB, hash BLOB NOT NULL, entry BLOB NOT NULL, "
                        + "attachment BLOB, "
                        + Arrays.stream(CallColumn.values())
                                .map(CallLogTables::column)
                                .collect(Collectors.joining(", "))
                        + ")");
        all.add("CREATE UNIQUE INDEX audit_entries_place ON audit_entries (instance, sequence)");
        all.add("CREATE INDEX audit_entries_time ON audit_entries (time) WHERE kind = 'call'");
        all.add("CREATE INDEX audit_entries_request ON audit_entries (request_id) WHERE kind = 'call'");
        for (CallColumn column : ASKED_FOR) {
            String name = column.column();
            all.add("CREATE INDEX audit_entries_" + name + " ON audit_entries (" + name + ", time) WHERE " + name
                    + " IS NOT NULL AND kind = 'call'");
        }
        all.add("CREATE INDEX audit_entries_failed ON audit_entries (time) WHERE kind = 'call' AND "
                + "(failure IS NOT NULL OR status >= 400)");
        all.add("CREATE INDEX audit_entries_attached ON audit_entries (recorded) WHERE attachment IS NOT NULL");
        all.add("CREATE TABLE audit_cursors (instance TEXT PRIMARY KEY, sequence INTEGER NOT NULL, "
                + "recorded INTEGER NOT NULL) WITHOUT ROWID");
        all.add("CREATE TABLE audit_usage (hour INTEGER NOT NULL, " + each(UsageHours.NAMES, " TEXT NOT NULL, ")
                + each(UsageHours.SUMS, " INTEGER NOT NULL, ") + "PRIMARY KEY (hour, "
                + String.join(", ", UsageHours.NAMES) + ")) WITHOUT ROWID");
        return all;
    }

    private static String column(CallColumn column) {
        return column.column()
                + switch (column.type()) {
                    case TIME, NUMBER -> " INTEGER";
                    case TEXT, LABELS -> " TEXT";
                };
    }

    private static String each(List<String> names, String type) {
        return names.stream().map(name -> name + type).collect(Collectors.joining());
    }
}
