package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.MultipartField;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Routes that are passed on as they are, with OpenAI's own Java client and a key that may use them. */
class OpenAiSdkFilesTest {
    private static final String FILE = "{\"id\":\"file-1\",\"object\":\"file\",\"bytes\":12,\"created_at\":1,"
            + "\"filename\":\"a.jsonl\",\"purpose\":\"batch\",\"status\":\"processed\"}";

    private static MultipartField<InputStream> part(byte[] content, String name) {
        return MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream(content))
                .filename(name)
                .build();
    }

    @Test
    void transcription_multipart_arrivesByteForByte() throws IOException {
        byte[] sound = new byte[200_000];
        new Random(1).nextBytes(sound);
        try (Sdk sdk = Sdk.answering("{\"text\":\"Hello.\",\"usage\":{\"type\":\"duration\",\"seconds\":3}}")) {
            var answer = sdk.client
                    .audio()
                    .transcriptions()
                    .create(TranscriptionCreateParams.builder()
                            .file(part(sound, "hello.wav"))
                            .model("whisper-1")
                            .build());

            assertThat(answer.asTranscription().text()).isEqualTo("Hello.");
            assertThat(sdk.seen().target()).isEqualTo("/v1/audio/transcriptions");
            assertThat(sdk.seen().header("content-type")).startsWith("multipart/form-data; boundary=");
            assertThat(new String(sdk.seen().body(), StandardCharsets.ISO_8859_1))
                    .contains(new String(sound, StandardCharsets.ISO_8859_1), "whisper-1");
        }
    }

    @Test
    void files_uploadListContentDelete_work() throws IOException {
        try (Sdk sdk = Sdk.start((request, connection) -> {
            String list = "{\"object\":\"list\",\"data\":[" + FILE + "],\"has_more\":false}";
            String json = switch (request.method() + " " + request.target()) {
                case "POST /v1/files" -> FILE;
                case "GET /v1/files" -> list;
                case "GET /v1/files/file-1/content" -> "line 1\nline 2";
                case "DELETE /v1/files/file-1" -> "{\"id\":\"file-1\",\"object\":\"file\",\"deleted\":true}";
                default -> throw new IOException("unexpected " + request.method() + " " + request.target());
            };
            connection.answer(200, "application/json", json);
        })) {
            var files = sdk.client.files();
            FileObject uploaded = files.create(FileCreateParams.builder()
                    .file(part("line 1\nline 2".getBytes(StandardCharsets.UTF_8), "a.jsonl"))
                    .purpose(FilePurpose.BATCH)
                    .build());

            assertThat(uploaded.id()).isEqualTo("file-1");
            assertThat(sdk.seen().text()).contains("line 1\nline 2", "a.jsonl", "batch");
            assertThat(sdk.seen().header("authorization")).isEqualTo("Bearer sk-upstream");
            assertThat(files.list().data()).extracting(FileObject::id).containsExactly("file-1");
            try (var content = files.content("file-1")) {
                assertThat(content.body()).hasContent("line 1\nline 2");
            }
            assertThat(files.delete("file-1").deleted()).isTrue();
        }
    }
}
