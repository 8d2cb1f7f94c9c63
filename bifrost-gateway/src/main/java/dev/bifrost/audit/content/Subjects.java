package dev.bifrost.audit.content;

import dev.bifrost.api.CallRecord;

/** {@code observability.audit.content_keys}: whom content belongs to, who can be forgotten apart from others. */
public enum Subjects {
    END_USER,
    VIRTUAL_KEY;

    private static final String GATEWAY = "gateway";
    private static final String USER = "end_user:";
    private static final String KEY = "key:";

    /** The subject of a call: the person it was made for, else the key, else the gateway. */
    public String of(CallRecord call) {
        String user = call.endUser();
        if (this == END_USER && user != null) {
            return USER + user;
        }
        String key = call.keyId();
        return key == null ? GATEWAY : KEY + key;
    }

    /** Whether a text can be a subject. */
    public static boolean isOne(String text) {
        return text.equals(GATEWAY)
                || (text.startsWith(USER) && text.length() > USER.length())
                || (text.startsWith(KEY) && text.length() > KEY.length());
    }
}
