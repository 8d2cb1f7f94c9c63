package dev.bifrost.telemetry.otlp;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.bifrost.api.Operation;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Map;

/**
 * The names of <a href="https://github.com/open-telemetry/semantic-conventions/tree/v1.41.1/docs/gen-ai">OpenTelemetry's
 * semantic conventions 1.41.1</a>: the last numbered version that has those for generative AI, which have moved to a
 * repository of their own, without a version since. All of them still may change.
 */
final class Conventions {
    static final String SCHEMA = "https://opentelemetry.io/schemas/1.41.0";

    static final AttributeKey<String> OPERATION = stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = stringKey("gen_ai.request.model");
    static final AttributeKey<String> RESPONSE_MODEL = stringKey("gen_ai.response.model");
    static final AttributeKey<Boolean> REQUEST_STREAM = booleanKey("gen_ai.request.stream");
    static final AttributeKey<String> OUTPUT_TYPE = stringKey("gen_ai.output.type");
    static final AttributeKey<Double> FIRST_CHUNK = doubleKey("gen_ai.response.time_to_first_chunk");
    static final AttributeKey<Long> INPUT_TOKENS = longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHE_READ = longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_CREATION = longKey("gen_ai.usage.cache_creation.input_tokens");
    static final AttributeKey<Long> REASONING = longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> TOKEN_TYPE = stringKey("gen_ai.token.type");

    static final AttributeKey<String> INPUT_MESSAGES = stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT_MESSAGES = stringKey("gen_ai.output.messages");
    static final AttributeKey<String> SYSTEM_INSTRUCTIONS = stringKey("gen_ai.system_instructions");
    static final AttributeKey<String> TOOL_DEFINITIONS = stringKey("gen_ai.tool.definitions");
    static final AttributeKey<String> CONTENT_MISSING = stringKey("bifrost.content.missing");
    static final AttributeKey<Boolean> CONTENT_CUT = booleanKey("bifrost.content.cut");
    static final AttributeKey<Boolean> CONTENT_REDACTED = booleanKey("bifrost.content.redacted");

    static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = longKey("server.port");
    static final AttributeKey<String> HTTP_METHOD = stringKey("http.request.method");
    static final AttributeKey<Long> HTTP_STATUS = longKey("http.response.status_code");
    static final AttributeKey<Long> HTTP_RESEND = longKey("http.request.resend_count");
    static final AttributeKey<String> URL_PATH = stringKey("url.path");
    static final AttributeKey<String> URL_SCHEME = stringKey("url.scheme");
    static final AttributeKey<String> CLIENT_ADDRESS = stringKey("client.address");
    static final AttributeKey<String> USER_AGENT = stringKey("user_agent.original");
    static final AttributeKey<String> USER = stringKey("user.id");

    static final AttributeKey<String> SERVICE_NAME = stringKey("service.name");
    static final AttributeKey<String> SERVICE_VERSION = stringKey("service.version");
    static final AttributeKey<String> SERVICE_INSTANCE = stringKey("service.instance.id");

    static final String TOKEN_USAGE = "gen_ai.client.token.usage";
    static final List<Long> TOKEN_BUCKETS = List.of(
            1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L, 16777216L, 67108864L);
    static final String OPERATION_DURATION = "gen_ai.client.operation.duration";
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";
    static final List<Double> DURATION_BUCKETS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    /** Kinds of providers that the conventions have another name for; the rest keep ours. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "mistral", "mistral_ai",
            "azure", "azure.ai.openai",
            "bedrock", "aws.bedrock",
            "gemini", "gcp.gemini",
            "vertex", "gcp.vertex_ai",
            "xai", "x_ai");

    private Conventions() {}

    static String provider(String type) {
        return PROVIDERS.getOrDefault(type, type);
    }

    /** What is done; ours where the conventions have no word for it. */
    static String operation(Operation operation) {
        return switch (operation) {
            case CHAT, MESSAGES, RESPONSES -> "chat";
            case COMPLETIONS -> "text_completion";
            case EMBEDDINGS,
                    MODERATIONS,
                    COUNT_TOKENS,
                    INPUT_TOKENS,
                    RERANK,
                    IMAGES,
                    SPEECH,
                    TRANSCRIPTION,
                    MODELS,
                    PASSTHROUGH -> operation.label();
        };
    }
}
