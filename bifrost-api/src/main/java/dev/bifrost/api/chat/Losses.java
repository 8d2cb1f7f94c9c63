package dev.bifrost.api.chat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Names what a translation could not carry, each once, in the words of OpenAI's chat completions where they have one. The
 * client finds them in {@code x-bifrost-lossy}; where it, its key or its alias is {@code strict}, they refuse the target.
 */
public final class Losses {
    private final SequencedSet<String> names = new LinkedHashSet<>();

    /** Notes a field, such as {@code seed} or {@code messages[2].content[0]}. */
    public void add(String field) {
        names.add(field);
    }

    /** Notes a field if the client used it. */
    public void addIf(boolean used, String field) {
        if (used) {
            names.add(field);
        }
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** What is lost, in the order in which it was found. */
    public List<String> names() {
        return List.copyOf(names);
    }
}
