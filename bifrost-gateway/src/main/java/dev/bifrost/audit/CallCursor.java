package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** The place of a call in the order of time, instance and sequence: calls that come later do not move it. */
record CallCursor(Instant time, UUID instance, long sequence) {
    private static final int LONGEST = 200;

    String text() {
        String plain = time + " " + instance + " " + sequence;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(US_ASCII));
    }

    /** Throws {@link IllegalArgumentException} if it is none. */
    static CallCursor read(String text) {
        try {
            if (text.length() > LONGEST) {
                throw new IllegalArgumentException("too long");
            }
            List<String> parts = List.of(new String(Base64.getUrlDecoder().decode(text), US_ASCII).split(" ", 3));
            return new CallCursor(
                    Instant.parse(parts.get(0)), UUID.fromString(parts.get(1)), Long.parseLong(parts.get(2)));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("it is no cursor that an answer gave", e);
        }
    }
}
