package dev.bifrost.dialect;

import dev.bifrost.api.Operation;
import dev.bifrost.dialect.json.Swar;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decides without parsing whether an event of a running stream must be looked at: whether it may hold a usage that is
 * not null, an error, or the end of a response or message. It errs towards looking. Text of the model's cannot deceive it, since in
 * a JSON string the closing quote of a name would have a backslash before it.
 */
final class LightLook {
    private static final byte[] USAGE = ascii("\"usage\"");
    private static final byte[] ERROR = ascii("\"error\"");
    private static final byte[] SEQUENCE = ascii("\"sequence_number\"");
    private static final byte[] COMPLETED = ascii("\"response.completed\"");
    private static final byte[] INCOMPLETE = ascii("\"response.incomplete\"");
    private static final byte[] FAILED = ascii("\"response.failed\"");
    private static final byte[] MESSAGE_STOP = ascii("\"message_stop\"");

    private static final long QUOTE = Swar.all('"');
    // Two letters that differ in one bit are found by one comparison with that bit set.
    private static final long E_OR_U = Swar.all('u');
    private static final long E_U_BIT = Swar.all((char) ('u' ^ 'e'));
    private static final long R_OR_S = Swar.all('s');
    private static final long R_S_BIT = Swar.all((char) ('s' ^ 'r'));
    private static final long E_OR_M = Swar.all('m');
    private static final long E_M_BIT = Swar.all((char) ('m' ^ 'e'));

    private final boolean responses;
    private final boolean messages;
    private int sequence = -1;

    LightLook(Operation operation) {
        this.responses = operation == Operation.RESPONSES;
        this.messages = operation == Operation.MESSAGES;
    }

    /** The last {@code sequence_number} that was seen; -1 if there was none. */
    int sequence() {
        return sequence;
    }

    /** Whether this data must be parsed. Reads all of it, since the sequence number may stand last. */
    boolean mustLook(byte[] b, int from, int to) {
        boolean look = false;
        int i = from;
        for (; i < to - Long.BYTES; i += Long.BYTES) {
            long next = Swar.word(b, i + 1);
            long letters = Swar.zeros((next | E_U_BIT) ^ E_OR_U);
            if (responses) {
                letters |= Swar.zeros((next | R_S_BIT) ^ R_OR_S);
            } else if (messages) {
                letters |= Swar.zeros((next | E_M_BIT) ^ E_OR_M);
            }
            long hits = letters & Swar.zeros(Swar.word(b, i) ^ QUOTE);
            for (; hits != 0; hits &= hits - 1) {
                look |= matters(b, i + Swar.first(hits), to);
            }
        }
        for (; i < to; i++) {
            look |= b[i] == '"' && matters(b, i, to);
        }
        return look;
    }

    private boolean matters(byte[] b, int quote, int to) {
        if (quote + 1 == to) {
            return false;
        }
        return switch (b[quote + 1]) {
            case 'u' -> isAt(b, quote, to, USAGE) && holdsValue(b, quote + USAGE.length, to, false);
            case 'e' -> isAt(b, quote, to, ERROR) && holdsValue(b, quote + ERROR.length, to, true);
            case 'm' -> messages && isAt(b, quote, to, MESSAGE_STOP);
            case 'r' -> responses && isEnd(b, quote, to);
            case 's' -> {
                if (responses && isAt(b, quote, to, SEQUENCE)) {
                    readSequence(b, quote + SEQUENCE.length, to);
                }
                yield false;
            }
            default -> false;
        };
    }

    /** Whether a value other than null follows the name, or, if it is a value itself, {@code asValue}. */
    private static boolean holdsValue(byte[] b, int afterName, int to, boolean asValue) {
        int colon = skipSpace(b, afterName, to);
        if (colon == to || b[colon] != ':') {
            return asValue;
        }
        int value = skipSpace(b, colon + 1, to);
        return value == to || b[value] != 'n';
    }

    private static boolean isEnd(byte[] b, int quote, int to) {
        return isAt(b, quote, to, COMPLETED) || isAt(b, quote, to, INCOMPLETE) || isAt(b, quote, to, FAILED);
    }

    private void readSequence(byte[] b, int afterName, int to) {
        int i = skipSpace(b, afterName, to);
        if (i < to && b[i] == ':') {
            read(b, skipSpace(b, i + 1, to), to);
        }
    }

    private void read(byte[] b, int from, int to) {
        long number = 0;
        int i = from;
        for (; i < to && b[i] >= '0' && b[i] <= '9' && number <= Integer.MAX_VALUE; i++) {
            number = 10 * number + b[i] - '0';
        }
        if (i > from && number < Integer.MAX_VALUE) {
            sequence = (int) number;
        }
    }

    private static int skipSpace(byte[] b, int from, int to) {
        int i = from;
        while (i < to && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r')) {
            i++;
        }
        return i;
    }

    private static boolean isAt(byte[] b, int at, int to, byte[] word) {
        int end = at + word.length;
        return end <= to && Arrays.equals(b, at, end, word, 0, word.length);
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }
}
