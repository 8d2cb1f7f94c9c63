package dev.bifrost.dialect.responses;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** OpenAI's own Java types, which refuse what they do not know. */
final class Sdk {
    private static final JsonMapper MAPPER = ObjectMappers.jsonMapper();

    private Sdk() {}

    /** A whole answer. */
    static Response response(byte[] json) {
        return read(json, Response.class).validate();
    }

    /** The events of a stream. */
    static List<ResponseStreamEvent> events(byte[] sse) {
        return new String(sse, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> read(line.substring(6).getBytes(StandardCharsets.UTF_8), ResponseStreamEvent.class))
                .map(ResponseStreamEvent::validate)
                .toList();
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
