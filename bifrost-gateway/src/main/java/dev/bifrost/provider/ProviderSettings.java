package dev.bifrost.provider;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Scalar;
import dev.bifrost.api.settings.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code providers}. */
@Describe("A provider: one of the catalogue, or any endpoint that speaks a known dialect.")
public record ProviderSettings(
        @Describe("Names the provider; if the catalogue knows the name, everything else may be left out.") @Required
        String name,

        @Describe("The catalogue's entry, where name is one of your own.") @Nullable
        String type,

        @Describe("The dialect of an endpoint that the catalogue does not know: openai, openai-responses, anthropic, "
                + "gemini, bedrock, cohere, replicate, or that of an adapter.")
        @Nullable
        String dialect,

        @Describe("What the dialect's own SDK takes as its address; for OpenAI it ends in /v1.") @Nullable
        URI baseUrl,

        @Describe("The credential. Absent: the environment variable that the provider's users have already.") @Nullable
        Secret apiKey,

        @Describe("Several credentials, used by weight and cooled down one by one.")
        List<ApiKey> apiKeys,

        @Describe("Azure: the resource's name, instead of base_url.") @Nullable
        String resource,

        @Describe(
                value = "Azure: v1, or a dated version such as 2024-10-21, which puts the deployment into the path.",
                byDefault = "v1")
        @Nullable
        String apiVersion,

        @Describe("Names under which the provider knows models, by the names that are used here: Azure's deployments, "
                + "Bedrock's inference profiles.")
        Map<String, String> deployments,

        @Describe("Azure: tokens of Entra ID instead of api_key.") @Nullable
        EntraSettings entra,

        @Describe("AWS: the id of an access key. Absent: a bearer key, or the usual chain of AWS.") @Nullable
        Secret accessKey,

        @Describe("AWS: the secret of access_key.") @Nullable
        Secret secretKey,

        @Describe("AWS: the token of a temporary access_key.") @Nullable
        Secret sessionToken,

        @Describe("Vertex AI: the project's id; absent: GOOGLE_CLOUD_PROJECT, or that of the credentials.") @Nullable
        String project,

        @Describe("Vertex AI: a location such as europe-west4, eu, us or global; absent: GOOGLE_CLOUD_LOCATION.")
        @Nullable
        String location,

        @Describe("Vertex AI: the key of a service account, as JSON. Absent: GOOGLE_APPLICATION_CREDENTIALS, or the "
                + "metadata server.")
        @Nullable
        Path credentialsFile,

        @Describe("Operations (chat, responses, embeddings, …) that this endpoint has, with dialect and path.")
        Map<String, Surface> surfaces,

        @Describe("Departures from its dialect, besides those that the catalogue knows, such as max_tokens.")
        List<String> quirks,

        @Describe("Headers sent with every request.") Map<String, String> headers,

        @Describe("Where the provider is, such as eu, ch or us; compared with residency. AWS: its region, such as "
                + "eu-central-1; absent: AWS_REGION.")
        @Nullable
        String region,

        @Describe("How long the provider may take.") @Nullable
        TimeoutSettings timeouts,

        @Describe("An HTTP proxy on the way, such as http://user:password@proxy:3128; none: go directly.") @Nullable
        String proxy,

        @Describe("PEM certificates to trust instead of the system's.") @Nullable
        Path caFile,

        @Describe("Whether a stream's usage is asked for where the client did not; the catalogue knows.") @Nullable
        Boolean injectUsage,

        @Describe("Client headers that are passed on, besides those of the dialect.") @Nullable
        List<String> forwardHeaders,

        @Describe("How many calls and tokens may go to the provider, whoever calls.") @Nullable
        RateLimitSettings rateLimit,

        @Describe("What the gateway's prices are multiplied with, such as 0.8 where a fifth less was agreed on.")
        @Nullable
        BigDecimal priceFactor) {

    /** Absent keys arrive as null and leave as their defaults. */
    public ProviderSettings {
        apiKeys = apiKeys == null ? List.of() : List.copyOf(apiKeys);
        deployments = deployments == null ? Map.of() : Map.copyOf(deployments);
        surfaces = surfaces == null ? Map.of() : Map.copyOf(surfaces);
        quirks = quirks == null ? List.of() : List.copyOf(quirks);
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        forwardHeaders = forwardHeaders == null ? null : List.copyOf(forwardHeaders);
    }

    /** An entry that says nothing but its name. */
    static ProviderSettings named(String name) {
        return new ProviderSettings(
                name, null, null, null, null, List.of(), null, null, Map.of(), null, null, null, null, null, null, null,
                Map.of(), List.of(), Map.of(), null, null, null, null, null, null, null, null);
    }

    /** One of several credentials. */
    @Describe("One of several credentials.")
    public record ApiKey(
            @Describe("The credential.") @Required Secret value,

            @Describe(value = "Its share of the calls, relative to the others.", byDefault = "1")
            Integer weight,

            @Describe("Models for which it is good; * stands for anything. Absent: all.") @Nullable
            List<String> models) {

        /** Absent keys arrive as null and leave as their defaults. */
        public ApiKey {
            weight = weight == null ? 1 : weight;
            if (weight < 1 || weight > 1_000_000) {
                throw new IllegalArgumentException("weight must be from 1 to 1000000");
            }
            models = models == null ? null : List.copyOf(models);
        }
    }

    /** How an operation is reached. */
    @Describe("How an operation is reached: a dialect, or a dialect and its paths.")
    public record Surface(
            @Describe("The dialect in which it is asked.") @Required
            String dialect,

            @Describe("The path below base_url; absent: the dialect's own. {model} stands for the model.") @Nullable
            String path,

            @Describe("The path for streams, where that is another.") @Nullable
            String streamPath) {

        /** The short form: only a dialect. */
        @Scalar
        public static Surface parse(String dialect) {
            return new Surface(dialect, null, null);
        }
    }

    /** Deadlines; what is absent is taken from {@code defaults}. */
    @Describe("How long a provider may take; what is absent is taken from defaults.")
    public record TimeoutSettings(
            @Describe(value = "To open a connection, TLS included.", byDefault = "5s") @Nullable
            Duration connect,

            @Describe(value = "From the request's end to a stream's first content.", byDefault = "120s") @Nullable
            Duration firstToken,

            @Describe(value = "Between two reads of an answer.", byDefault = "120s") @Nullable
            Duration idle,

            @Describe(value = "Of one attempt as a whole.", byDefault = "10m") @Nullable
            Duration total,

            @Describe(
                    value = "After which a stream's head is shown to the client although no content has come.",
                    byDefault = "10s")
            @Nullable
            Duration commitAfter) {

        /** What is given must take some time; nothing stands for "for ever". */
        public TimeoutSettings {
            positive("connect", connect);
            positive("first_token", firstToken);
            positive("idle", idle);
            positive("total", total);
            positive("commit_after", commitAfter);
        }

        private static void positive(String key, @Nullable Duration limit) {
            if (limit != null && !limit.isPositive()) {
                throw new IllegalArgumentException(key + " must be longer than 0s");
            }
        }
    }
}
