package dev.bifrost.audit.content;

import javax.crypto.SecretKey;

/** A subject's key, ready for use. */
record DataKey(String id, SecretKey key) {}
