package dev.bifrost.app;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.openai.OpenAiErrors;
import java.util.Map;

/** Puts all dialects together. */
final class SpokenDialects {
    private SpokenDialects() {}

    static Dialects all() {
        return new Dialects(
                Map.of(Operation.CHAT, client("openai", Operation.CHAT), Operation.RESPONSES, client("openai-responses", Operation.RESPONSES)),
                Map.of(),
                Map.of());
    }

    private static Dialects.Client client(String name, Operation operation) {
        return new Dialects.Client() {
            @Override
            public String dialect() {
                return name;
            }

            @Override
            public Question read(Json.Obj body) throws Refusal {
                throw new Refusal(new Failure.Internal("not yet"));
            }

            @Override
            public byte[] error(Failure failure) {
                return OpenAiErrors.body(failure);
            }

            @Override
            public byte[] errorEvent(Failure failure, int sequence) {
                return OpenAiErrors.event(operation, failure, sequence);
            }
        };
    }
}
