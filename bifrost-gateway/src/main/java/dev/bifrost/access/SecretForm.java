package dev.bifrost.access;

import java.security.SecureRandom;

/** How keys of the store are written: {@code vk-<id>_<secret>}, both in Crockford's base32, which has no look-alikes. */
final class SecretForm {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String PREFIX = "vk-";
    private static final int ID = 10;
    /** Five bits each: 160 in all. */
    private static final int SECRET = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private SecretForm() {}

    /** Fifty bits; the store refuses one that is taken. */
    static String newId() {
        return random(ID);
    }

    /** A whole key that nobody can guess. */
    static String newKey(String id) {
        return PREFIX + id + '_' + random(SECRET);
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder(length);
        for (byte each : bytes) {
            text.append(DIGITS.charAt(each & 31));
        }
        return text.toString();
    }

    /** True for what may be a key of the store, whether or not it is one. */
    static boolean looksStored(String key) {
        if (key.length() != PREFIX.length() + ID + 1 + SECRET
                || !key.startsWith(PREFIX)
                || key.charAt(PREFIX.length() + ID) != '_') {
            return false;
        }
        for (int i = PREFIX.length(); i < key.length(); i++) {
            if (DIGITS.indexOf(key.charAt(i)) < 0 && i != PREFIX.length() + ID) {
                return false;
            }
        }
        return true;
    }
}
