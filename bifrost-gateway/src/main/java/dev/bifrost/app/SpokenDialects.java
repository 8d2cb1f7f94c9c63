package dev.bifrost.app;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.EmbeddingDialect;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.RerankDialect;
import dev.bifrost.api.dialect.TokenCountDialect;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.dialect.ConversationTranslator;
import dev.bifrost.dialect.CountTranslator;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.dialect.EmbeddingTranslator;
import dev.bifrost.dialect.Question;
import dev.bifrost.dialect.Recast;
import dev.bifrost.dialect.RerankTranslator;
import dev.bifrost.dialect.Translator;
import dev.bifrost.dialect.anthropic.MessagesClient;
import dev.bifrost.dialect.anthropic.MessagesEnvelope;
import dev.bifrost.dialect.anthropic.MessagesErrors;
import dev.bifrost.dialect.anthropic.MessagesFlavour;
import dev.bifrost.dialect.anthropic.MessagesProvider;
import dev.bifrost.dialect.anthropic.MessagesTokenCount;
import dev.bifrost.dialect.bedrock.BedrockCohereEmbeddings;
import dev.bifrost.dialect.bedrock.BedrockRerank;
import dev.bifrost.dialect.bedrock.BedrockTokenCount;
import dev.bifrost.dialect.bedrock.ConverseProvider;
import dev.bifrost.dialect.bedrock.TitanEmbeddings;
import dev.bifrost.dialect.cohere.CohereEmbeddings;
import dev.bifrost.dialect.cohere.CohereProvider;
import dev.bifrost.dialect.cohere.CohereRerank;
import dev.bifrost.dialect.gemini.GeminiEmbeddings;
import dev.bifrost.dialect.gemini.GeminiProvider;
import dev.bifrost.dialect.gemini.GeminiTokenCount;
import dev.bifrost.dialect.gemini.VertexEmbeddings;
import dev.bifrost.dialect.openai.ChatClient;
import dev.bifrost.dialect.openai.ChatProvider;
import dev.bifrost.dialect.openai.EmbeddingsClient;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.dialect.openai.RerankClient;
import dev.bifrost.dialect.replicate.ReplicateProvider;
import dev.bifrost.dialect.responses.ResponsesClient;
import dev.bifrost.dialect.responses.ResponsesProvider;
import dev.bifrost.dialect.responses.ResponsesTokenCount;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts all dialects together: those of the house, and those of adapters that others wrote. */
final class SpokenDialects {
    private static final ClientDialect CHAT = new ChatClient();
    private static final ClientDialect RESPONSES = new ResponsesClient();
    private static final ClientDialect MESSAGES = new MessagesClient();
    private static final EmbeddingsClient EMBEDDINGS = new EmbeddingsClient();
    private static final RerankClient RERANK = new RerankClient();

    private SpokenDialects() {}

    /** All dialects; none of the adapters has the name of one of ours. */
    static Dialects with(Iterable<ProviderDialect> adapters) {
        Map<Operation, Dialects.Client> clients = clients();
        return new Dialects(clients, translators(clients, adapters), recasts());
    }

    private static Map<Operation, Dialects.Client> clients() {
        Map<Operation, Dialects.Client> clients = new EnumMap<>(Operation.class);
        clients.put(Operation.CHAT, conversation(CHAT));
        clients.put(Operation.RESPONSES, conversation(RESPONSES));
        clients.put(Operation.MESSAGES, conversation(MESSAGES));
        clients.put(
                Operation.COUNT_TOKENS,
                new Words(MESSAGES.name(), body -> new Question.Conversation(MESSAGES.read(body))) {
                    @Override
                    public Json.Obj count(long tokens) {
                        return new Json.Obj().put("input_tokens", tokens);
                    }
                });
        clients.put(
                Operation.INPUT_TOKENS,
                new Words(RESPONSES.name(), body -> new Question.Conversation(RESPONSES.read(body))) {
                    @Override
                    public Json.Obj count(long tokens) {
                        return ResponsesClient.tokenCount(tokens);
                    }
                });
        clients.put(
                Operation.EMBEDDINGS, new Words(CHAT.name(), body -> new Question.Embedding(EMBEDDINGS.read(body))));
        clients.put(Operation.RERANK, new Words("cohere", body -> new Question.Ranking(RERANK.read(body))));
        return clients;
    }

    /** In which conversations of this kind are asked; null if the operation is none. */
    static @Nullable ClientDialect conversation(Operation operation) {
        return switch (operation) {
            case CHAT -> CHAT;
            case RESPONSES -> RESPONSES;
            case MESSAGES -> MESSAGES;
            default -> null;
        };
    }

    /** What reads the answers to conversations of this kind as their clients get them. */
    static ProviderDialect answering(Operation operation) {
        return switch (operation) {
            case RESPONSES -> new ResponsesProvider();
            case MESSAGES -> new MessagesProvider(MessagesFlavour.DIRECT);
            default -> new ChatProvider();
        };
    }

    private static Dialects.Client conversation(ClientDialect dialect) {
        return new Words(dialect.name(), body -> new Question.Conversation(dialect.read(body)));
    }

    private static Map<Operation, Map<String, Translator>> translators(
            Map<Operation, Dialects.Client> clients, Iterable<ProviderDialect> adapters) {
        List<ProviderDialect> conversations = new ArrayList<>(List.of(
                new ChatProvider(),
                new ResponsesProvider(),
                new MessagesProvider(MessagesFlavour.DIRECT),
                new MessagesProvider(MessagesFlavour.VERTEX),
                new MessagesProvider(MessagesFlavour.BEDROCK),
                new GeminiProvider(),
                new ConverseProvider(),
                new CohereProvider(),
                new ReplicateProvider()));
        adapters.forEach(conversations::add);
        List<TokenCountDialect> counts = List.of(
                new MessagesTokenCount(MessagesFlavour.DIRECT),
                new MessagesTokenCount(MessagesFlavour.VERTEX),
                new ResponsesTokenCount(),
                new GeminiTokenCount(),
                new BedrockTokenCount());
        List<EmbeddingDialect> embeddings = List.of(
                new GeminiEmbeddings(),
                new VertexEmbeddings(),
                new CohereEmbeddings(),
                new TitanEmbeddings(),
                new BedrockCohereEmbeddings());
        List<RerankDialect> ranks = List.of(new CohereRerank(), new BedrockRerank());

        Map<Operation, Map<String, Translator>> all = new EnumMap<>(Operation.class);
        all.put(Operation.CHAT, conversations(CHAT, conversations));
        all.put(Operation.RESPONSES, conversations(RESPONSES, conversations));
        all.put(Operation.MESSAGES, conversations(MESSAGES, conversations));
        for (Operation count : List.of(Operation.COUNT_TOKENS, Operation.INPUT_TOKENS)) {
            Dialects.Client client = Objects.requireNonNull(clients.get(count));
            all.put(count, named(counts, TokenCountDialect::name, each -> new CountTranslator(client, each)));
        }
        all.put(
                Operation.EMBEDDINGS,
                named(embeddings, EmbeddingDialect::name, each -> new EmbeddingTranslator(EMBEDDINGS::answer, each)));
        all.put(
                Operation.RERANK,
                named(ranks, RerankDialect::name, each -> new RerankTranslator(RERANK::answer, each)));
        return all;
    }

    private static Map<String, Translator> conversations(ClientDialect client, List<ProviderDialect> providers) {
        return named(providers, ProviderDialect::name, each -> new ConversationTranslator(client, each));
    }

    private static <D> Map<String, Translator> named(
            List<D> dialects, Function<D, String> name, Function<D, Translator> translator) {
        Map<String, Translator> named = new LinkedHashMap<>();
        dialects.forEach(each -> named.put(name.apply(each), translator.apply(each)));
        return named;
    }

    private static Map<Operation, Map<String, Recast>> recasts() {
        return Map.of(
                Operation.MESSAGES,
                Map.of(
                        "anthropic-vertex", new Envelope(MessagesFlavour.VERTEX, Framing.SSE),
                        "bedrock-invoke", new Envelope(MessagesFlavour.BEDROCK, Framing.AWS_EVENT_STREAM)));
    }

    /** Anthropic's own words on another cloud. */
    private record Envelope(MessagesFlavour flavour, Framing framing) implements Recast {
        @Override
        public ProviderRequest request(Json.Obj body, List<String> betas) {
            Map<String, String> headers = framing == Framing.SSE && !betas.isEmpty()
                    ? Map.of("anthropic-beta", String.join(",", betas))
                    : Map.of();
            return new ProviderRequest(MessagesEnvelope.body(body, flavour, betas), headers);
        }

        @Override
        public void event(WireEvent event, SseOutput out) throws AnswerFault {
            MessagesEnvelope.event(event, out);
        }
    }

    private interface Reading {
        Question read(Json.Obj body) throws Refusal;
    }

    /** A client's side, whose failures are told as its dialect does. */
    private static class Words implements Dialects.Client {
        private final String dialect;
        private final Reading reading;

        Words(String dialect, Reading reading) {
            this.dialect = dialect;
            this.reading = reading;
        }

        @Override
        public String dialect() {
            return dialect;
        }

        @Override
        public Question read(Json.Obj body) throws Refusal {
            return reading.read(body);
        }

        @Override
        public byte[] error(Failure failure) {
            return dialect.equals(MESSAGES.name()) ? MessagesErrors.body(failure) : OpenAiErrors.body(failure);
        }

        @Override
        public byte[] errorEvent(Failure failure, int sequence) {
            if (dialect.equals(MESSAGES.name())) {
                return MessagesErrors.event(failure);
            }
            Operation operation = dialect.equals(RESPONSES.name()) ? Operation.RESPONSES : Operation.CHAT;
            return OpenAiErrors.event(operation, failure, sequence);
        }
    }
}
