package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What an entry is, read from its beginning, which is always an opening brace and {@code "v":1,"kind":"…"}. */
final class EntryKind {
    private static final String KEY = "\"kind\":\"";
    private static final int FAR = 200;

    private EntryKind() {}

    /** Empty if it does not say. */
    static String of(byte[] entry) {
        String start = new String(entry, 0, Math.min(entry.length, FAR), US_ASCII);
        int from = start.indexOf(KEY);
        int to = from < 0 ? -1 : start.indexOf('"', from + KEY.length());
        return to < 0 ? "" : start.substring(from + KEY.length(), to);
    }
}
