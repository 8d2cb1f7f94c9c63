package dev.bifrost.dialect.replicate;

import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Source;
import dev.bifrost.dialect.replicate.InputNames.Images;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as one text. What the user says in a conversation of one turn stays bare; several turns become
 *
 * <pre>
 * User: What is the capital of France?
 *
 * Assistant: Paris.
 *
 * User: And of Switzerland?
 *
 * Assistant:
 * </pre>
 *
 * whose last line is left out if the assistant has begun its answer already. What a tool gave is said by {@code Tool}.
 * System messages at the start are the system prompt, or the beginning of the text where a model has none; later ones stay
 * in their place, said by {@code System}. Pictures are taken from the user's last message.
 */
final class Transcript {
    private record Turn(String speaker, String text) {}

    private final InputNames names;
    private final Losses losses;
    private final List<String> system = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<String> images = new ArrayList<>();

    private Transcript(InputNames names, Losses losses) {
        this.names = names;
        this.losses = losses;
    }

    static Transcript of(List<Message> messages, InputNames names, Losses losses) {
        Transcript transcript = new Transcript(names, losses);
        int last = messages.size() - 1;
        while (last >= 0 && messages.get(last).role() != Role.USER) {
            last--;
        }
        boolean begun = false;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            boolean isSystem = message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
            begun |= !isSystem;
            transcript.add(message, "messages[" + i + "]", !begun, i == last);
        }
        return transcript;
    }

    private void add(Message message, String path, boolean leads, boolean last) {
        losses.addIf(message.name() != null, path + ".name");
        List<String> said = new ArrayList<>();
        for (int j = 0; j < message.parts().size(); j++) {
            String text = text(message.parts().get(j), path, path + ".content[" + j + "]", last);
            if (text != null) {
                said.add(text);
            }
        }
        String text = String.join(message.role() == Role.TOOL ? "\n" : "", said);
        if (text.isEmpty()) {
            return;
        }
        if (leads) {
            system.add(text);
        } else {
            turns.add(new Turn(speaker(message.role()), text));
        }
    }

    private static String speaker(Role role) {
        return switch (role) {
            case SYSTEM, DEVELOPER -> "System";
            case USER -> "User";
            case ASSISTANT -> "Assistant";
            case TOOL -> "Tool";
        };
    }

    private @Nullable String text(Part part, String message, String path, boolean last) {
        return switch (part) {
            case Part.Text text -> {
                cached(text.cache());
                yield text.text();
            }
            case Part.Refusal refusal -> refusal.text();
            case Part.ToolResult result -> result(result, message);
            case Part.Image image -> {
                image(image, path, last);
                yield null;
            }
            case Part.ToolCall _ -> lost(message + ".tool_calls");
            case Part.Thinking _ -> lost("reasoning");
            case Part.Audio _, Part.Document _, Part.Opaque _ -> lost(path);
        };
    }

    /** The text is kept; which call it belongs to is not. */
    private String result(Part.ToolResult result, String message) {
        cached(result.cache());
        lost(message + ".tool_call_id");
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < result.parts().size(); k++) {
            if (result.parts().get(k) instanceof Part.Text said) {
                text.append(said.text());
            } else {
                lost(message + ".content[" + k + "]");
            }
        }
        return text.toString();
    }

    private void image(Part.Image image, String path, boolean last) {
        cached(image.cache());
        String url = switch (image.source()) {
            case Source.Data(String mediaType, String base64) -> "data:" + mediaType + ";base64," + base64;
            case Source.Url where -> where.url();
            case Source.File _, Source.Plain _ -> null;
        };
        boolean room = names.images() == Images.MANY || (names.images() == Images.ONE && images.isEmpty());
        if (url == null || !last || !room) {
            lost(path);
            return;
        }
        losses.addIf(image.detail() != null && !image.detail().equals("auto"), path + ".image_url.detail");
        images.add(url);
    }

    private void cached(@Nullable CacheMark mark) {
        losses.addIf(mark != null, "cache_control");
    }

    private @Nullable String lost(String name) {
        losses.add(name);
        return null;
    }

    /** For {@code system_prompt}; null if nothing is to stand there. */
    @Nullable
    String system() {
        return names.system() && !system.isEmpty() && !turns.isEmpty() ? String.join("\n\n", system) : null;
    }

    /** For {@code prompt}; empty if nobody says anything. */
    String prompt() {
        List<String> paragraphs = new ArrayList<>();
        if (system() == null) {
            paragraphs.addAll(system);
        }
        if (turns.size() == 1 && turns.getFirst().speaker().equals("User")) {
            paragraphs.add(turns.getFirst().text());
        } else if (!turns.isEmpty()) {
            turns.forEach(turn -> paragraphs.add(turn.speaker() + ": " + turn.text()));
            if (!turns.getLast().speaker().equals("Assistant")) {
                paragraphs.add("Assistant:");
            }
        }
        return String.join("\n\n", paragraphs);
    }

    /** Addresses, {@code data:} for what is here. */
    List<String> images() {
        return images;
    }
}
