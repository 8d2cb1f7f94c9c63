package dev.bifrost.journal;

/** Holds a key that is not where the journal is. */
public interface Signer {
    /** Names the key in seals, ASCII without white space. */
    String key();

    /** A signature of these bytes. Called on the journal's thread, so it must be quick. */
    byte[] sign(byte[] text);
}
