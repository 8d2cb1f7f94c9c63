package dev.bifrost.dialect;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All the dialects that the gateway speaks, and what can be translated into what.
 *
 * @param clients     the operations that are read and answered here
 * @param translators of each operation, by the provider's dialect
 * @param recasts     of each operation, by the provider's dialect
 */
public record Dialects(
        Map<Operation, Client> clients,
        Map<Operation, Map<String, Translator>> translators,
        Map<Operation, Map<String, Recast>> recasts) {
    private static final Set<Operation> CONVERSATIONS = Set.of(Operation.CHAT, Operation.RESPONSES, Operation.MESSAGES);

    public Dialects {
        clients = Map.copyOf(clients);
        translators = Map.copyOf(translators);
        recasts = Map.copyOf(recasts);
    }

    /** How clients ask for one operation, and how they are told of failures. */
    public interface Client {
        /** The dialect's name. */
        String dialect();

        /** The request, understood. */
        Question read(Json.Obj body) throws Refusal;

        /** The body of an answer that reports this failure. */
        byte[] error(Failure failure);

        /** An event that reports this failure in a stream whose bytes are the provider's own. */
        byte[] errorEvent(Failure failure, int sequence);

        /** An answer that says how many tokens a question has; only where that is what is asked. */
        default Json.Obj count(long tokens) {
            throw new UnsupportedOperationException(dialect() + " counts no tokens");
        }
    }

    /** The client's side of an operation; those that are only passed on have OpenAI's. */
    public Client client(Operation operation) {
        Client client = clients.get(operation);
        return client == null ? clients.getOrDefault(Operation.CHAT, Unspoken.CLIENT) : client;
    }

    /** True if requests and answers of this operation can be passed on unread where the provider's surface has that dialect. */
    public boolean speaks(Operation operation, String dialect) {
        return client(operation).dialect().equals(dialect);
    }

    public @Nullable Translator translator(Operation operation, String dialect) {
        return translators.getOrDefault(operation, Map.of()).get(dialect);
    }

    public @Nullable Recast recast(Operation operation, String dialect) {
        return recasts.getOrDefault(operation, Map.of()).get(dialect);
    }

    /** True if the operation is a conversation, which can be had by way of any other. */
    public static boolean isConversation(Operation operation) {
        return CONVERSATIONS.contains(operation);
    }

    /** Stands in where no dialect is known at all, as in tests of other things. */
    private enum Unspoken implements Client {
        CLIENT;

        @Override
        public String dialect() {
            return "openai";
        }

        @Override
        public Question read(Json.Obj body) throws Refusal {
            throw new Refusal(new Failure.Internal("no dialect is known"));
        }

        @Override
        public byte[] error(Failure failure) {
            return new Json.Obj()
                    .put("error", new Json.Obj().put("message", failure.message()))
                    .bytes();
        }

        @Override
        public byte[] errorEvent(Failure failure, int sequence) {
            return error(failure);
        }
    }
}
