package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Tells kinds of entries apart by their first bytes, which are always written in the same way. */
final class Kinds {
    static final byte[] CALL = start("call");
    static final byte[] GAP = start("gap");

    private Kinds() {}

    private static byte[] start(String kind) {
        return ("{\"v\":" + EntryForm.VERSION + ",\"kind\":\"" + kind + "\",").getBytes(US_ASCII);
    }

    static boolean is(byte[] kind, byte[] payload) {
        return payload.length > kind.length && Arrays.equals(payload, 0, kind.length, kind, 0, kind.length);
    }
}
