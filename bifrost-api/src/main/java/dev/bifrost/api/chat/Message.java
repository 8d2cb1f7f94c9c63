package dev.bifrost.api.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side says in one turn.
 *
 * @param role  who says it
 * @param parts what is said, in order; may be empty
 * @param name  tells several speakers of one role apart
 */
public record Message(Role role, List<Part> parts, @Nullable String name) {
    public Message {
        parts = List.copyOf(parts);
    }

    /** A message of somebody without a name. */
    public Message(Role role, List<Part> parts) {
        this(role, parts, null);
    }

    /** A message of text alone. */
    public static Message of(Role role, String text) {
        return new Message(role, List.of(Part.Text.of(text)), null);
    }

    /** All its text, joined. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text said) {
                text.append(said.text());
            }
        }
        return text.toString();
    }
}
