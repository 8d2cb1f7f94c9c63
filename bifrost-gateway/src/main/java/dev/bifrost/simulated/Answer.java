package dev.bifrost.simulated;

/**
 * An answer in pieces. A stream has opening pieces, one for each token, and closing pieces; any other answer is one
 * closing piece.
 */
interface Answer {

    /** Pieces before the first token. */
    int opening();

    /** Pieces that are a token each. */
    int tokens();

    /** Pieces after the last token. */
    int closing();

    /** The piece at that place, 0 being the first of all. Asked once for each, in order. */
    String piece(int place);

    /** How many tokens it takes to make the answer; those of a stream are sent one by one. */
    int spent();

    /** The event by which a stream of this kind reports an error. */
    String error();

    /** True if the pieces are server-sent events. */
    default boolean stream() {
        return opening() > 0;
    }

    /** An answer that is one JSON document. */
    record Whole(String document, int spent) implements Answer {
        @Override
        public int opening() {
            return 0;
        }

        @Override
        public int tokens() {
            return 0;
        }

        @Override
        public int closing() {
            return 1;
        }

        @Override
        public String piece(int place) {
            return document;
        }

        @Override
        public String error() {
            return "";
        }
    }
}
