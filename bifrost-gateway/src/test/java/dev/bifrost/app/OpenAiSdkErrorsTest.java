package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What OpenAI's own Java client makes of the gateway's failures, with its own retries left on. */
class OpenAiSdkErrorsTest {

    private static void ask(OpenAIClient client, String model) {
        client.chat().completions().create(params(model));
    }

    private static ChatCompletionCreateParams params(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
    }

    private static String error(String message, String type, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":\"" + code
                + "\"}}";
    }

    @Test
    void chat_unknownKey_isUnauthorized() throws IOException {
        try (Sdk sdk = Sdk.start("vk-somebody-elses", (_, _) -> {})) {
            var failure = catchThrowableOfType(UnauthorizedException.class, () -> ask(sdk.client, "fast"));

            assertThat(failure.code()).contains("invalid_api_key");
            assertThat(failure.type()).contains("authentication_error");
            assertThat(sdk.upstream.requests()).isEmpty();
        }
    }

    @Test
    void chat_modelNotAllowed_isDenied() throws IOException {
        try (Sdk sdk = Sdk.start((_, _) -> {})) {
            var failure = catchThrowableOfType(PermissionDeniedException.class, () -> ask(sdk.client, "openai/gpt-4o"));

            assertThat(failure.code()).contains("model_not_allowed");
        }
    }

    @Test
    void chat_unknownModel_isNotFoundWithAHint() throws IOException {
        try (Sdk sdk = Sdk.start((_, _) -> {})) {
            var failure = catchThrowableOfType(NotFoundException.class, () -> ask(sdk.client, "fasst"));

            assertThat(failure.code()).contains("model_not_found");
            assertThat(failure.param()).contains("model");
            assertThat(failure).hasMessageContaining("fast");
        }
    }

    @Test
    void chat_providerRefusesTheRequest_isToldInItsWords() throws IOException {
        String body = error("max_tokens is too large", "invalid_request_error", "invalid_value");
        try (Sdk sdk = Sdk.failing(400, "", body)) {
            var failure = catchThrowableOfType(BadRequestException.class, () -> ask(sdk.client, "fast"));

            assertThat(failure).hasMessageContaining("max_tokens is too large");
            assertThat(failure.code()).contains("invalid_value");
            assertThat(sdk.upstream.requests()).hasSize(1);
        }
    }

    @Test
    void chat_rateLimited_saysWhenAgain() throws IOException {
        String body = error("slow down", "requests", "rate_limit_exceeded");
        try (Sdk sdk = Sdk.failing(429, "retry-after: 7\r\n", body)) {
            OpenAIClient impatient = sdk.client.withOptions(options -> options.maxRetries(0));

            var failure = catchThrowableOfType(RateLimitException.class, () -> ask(impatient, "fast"));

            assertThat(failure.headers().values("retry-after")).containsExactly("7");
            assertThat(sdk.upstream.requests()).hasSize(1);
        }
    }

    @Test
    void chat_providerFails_isTriedAgainByTheGatewayAndNotByTheSdk() throws IOException {
        try (Sdk sdk = Sdk.failing(500, "", error("oops", "server_error", "boom"))) {
            var failure = catchThrowableOfType(InternalServerException.class, () -> ask(sdk.client, "sturdy"));

            assertThat(failure.statusCode()).isEqualTo(502);
            assertThat(failure.code()).contains("upstream_error");
            assertThat(failure.headers().values("x-should-retry")).containsExactly("false");
            assertThat(failure.headers().values("x-bifrost-attempts")).containsExactly("2");
            assertThat(sdk.upstream.requests()).hasSize(2);
        }
    }

    @Test
    void chat_ourCredentialIsRefused_tellsNothingOfIt() throws IOException {
        String body = error("Incorrect API key provided: sk-up*ream", "invalid_request_error", "invalid_api_key");
        try (Sdk sdk = Sdk.failing(401, "", body)) {
            OpenAIClient impatient = sdk.client.withOptions(options -> options.maxRetries(0));

            var failure = catchThrowableOfType(InternalServerException.class, () -> ask(impatient, "fast"));

            assertThat(failure.code()).contains("upstream_credentials");
            assertThat(failure.getMessage()).doesNotContain("sk-");
        }
    }

    @Test
    void stream_errorAfterContent_raisesTheSdksOwnException() throws IOException {
        try (Sdk sdk = Sdk.start((_, connection) -> {
                    connection.startStream();
                    connection.chunk(
                            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n");
                    connection.reset();
                });
                var stream = sdk.client.chat().completions().createStreaming(params("fast"))) {
            List<String> words = new ArrayList<>();

            var failure = catchThrowableOfType(
                    SseException.class,
                    () -> stream.stream()
                            .forEach(chunk -> words.add(
                                    chunk.choices().getFirst().delta().content().orElseThrow())));

            assertThat(words).containsExactly("Hel");
            assertThat(failure.body().toString()).contains("upstream_broken");
            assertThat(sdk.upstream.requests()).hasSize(1);
        }
    }

    @Test
    void responsesStream_errorAfterContent_isTheProtocolsErrorEvent() throws IOException {
        try (Sdk sdk = Sdk.start((_, connection) -> {
                    connection.startStream();
                    connection.chunk(
                            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                                    + "\"sequence_number\":1,\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,"
                                    + "\"delta\":\"Hel\",\"logprobs\":[]}\n\n");
                    connection.reset();
                });
                var stream = sdk.client
                        .responses()
                        .createStreaming(ResponseCreateParams.builder()
                                .model("fast")
                                .input("Hello")
                                .build())) {
            List<ResponseStreamEvent> events = new ArrayList<>();

            var failure = catchThrowableOfType(
                    SseException.class, () -> stream.stream().forEach(events::add));

            assertThat(events.getFirst().asOutputTextDelta().delta()).isEqualTo("Hel");
            assertThat(failure != null || events.getLast().isError())
                    .as("an exception or an error event")
                    .isTrue();
        }
    }
}
