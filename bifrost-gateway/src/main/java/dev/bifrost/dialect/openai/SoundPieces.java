package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The {@code audio} of a streamed answer: each delta has a piece of the sound, in base64 of its own, and of its transcript. */
final class SoundPieces {
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final StringBuilder transcript = new StringBuilder();
    private @Nullable String id;

    void add(Json.Obj audio) {
        String given = audio.text("id");
        id = given == null ? id : given;
        transcript.append(audio.text("transcript", ""));
        try {
            sound.writeBytes(Base64.getDecoder().decode(audio.text("data", "")));
        } catch (IllegalArgumentException e) {
            // a piece that is no sound
        }
    }

    /** The sound as a whole; null if there was none. */
    @Nullable
    Part part() {
        if (id == null && sound.size() == 0) {
            return null;
        }
        Source source = sound.size() == 0
                ? null
                : new Source.Data("", Base64.getEncoder().encodeToString(sound.toByteArray()));
        return new Part.Audio(source, "", id, transcript.toString());
    }
}
