package dev.bifrost.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text in headers, which HTTP takes for ISO 8859-1 (RFC 9110, 5.5) and clients mostly send in UTF-8: read as UTF-8 if it is
 * that.
 */
final class HeaderText {
    private HeaderText() {}

    /** @param value a letter for each byte */
    static String of(String value) {
        int seen = 0;
        for (int i = 0; i < value.length(); i++) {
            seen |= value.charAt(i);
        }
        if (seen < 0x80 || seen > 0xff) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            return value;
        }
    }

    /** The beginning, without half a character at its end. */
    static String shortened(String text, int most) {
        int end = Math.min(most, text.length());
        boolean half = end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, half ? end - 1 : end);
    }
}
