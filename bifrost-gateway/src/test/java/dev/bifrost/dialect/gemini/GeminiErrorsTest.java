package dev.bifrost.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.dialect.Recordings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GeminiErrorsTest {

    private static ErrorDetail read(String body) {
        return new GeminiProvider().error(400, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void error_recordedQuota_isReadWholeAndInAnArray() {
        String body =
                new String(Recordings.bytes("gemini-generate/google-429-retry-info.json"), StandardCharsets.UTF_8);
        var expected = new ErrorDetail(
                429,
                "429",
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota, please check your plan.",
                "",
                Duration.ofMillis(34_400));

        assertThat(read(body)).isEqualTo(expected);
        assertThat(read("[" + body + "]")).isEqualTo(expected);
    }

    @Test
    void error_badKey_isACredential() {
        assertThat(read("""
                {"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT", "details": [
                  {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}}"""))
                .isEqualTo(new ErrorDetail(401, "API_KEY_INVALID", "INVALID_ARGUMENT", "API key not valid."));
    }

    @Test
    void error_badField_isNamed() {
        assertThat(read("""
                {"error": {"code": 400, "message": "Invalid JSON payload", "status": "INVALID_ARGUMENT", "details": [
                  {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"field": "tools[0]"}]}]}}"""))
                .isEqualTo(new ErrorDetail(400, "400", "INVALID_ARGUMENT", "Invalid JSON payload", "tools[0]"));
    }

    @Test
    void error_none_isLeftToTheGateway() {
        assertThat(read("<html>")).isNull();
        assertThat(read("{\"message\":\"x\"}")).isNull();
        assertThat(read("[]")).isNull();
    }
}
