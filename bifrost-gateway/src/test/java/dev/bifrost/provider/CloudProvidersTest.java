package dev.bifrost.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.ProviderSettings.ApiKey;
import dev.bifrost.provider.credential.SignedBody;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What azure, bedrock and vertex make of their settings. */
class CloudProvidersTest {
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final String CLAUDE = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";

    @TempDir
    private Path folder;

    // Azure

    @Test
    void azure_resource_hasTheDeploymentInTheBody() {
        Provider azure = get(Map.of(), azure().deployments(Map.of("gpt-4o", "my-gpt4o")));
        Surface chat = Objects.requireNonNull(azure.surface(Operation.CHAT, "gpt-4o"));

        assertThat(azure.baseUrl()).hasToString("https://my-resource.openai.azure.com");
        assertThat(chat.path("x", true)).isEqualTo("/openai/v1/chat/completions");
        assertThat(azure.surface(Operation.RESPONSES))
                .isEqualTo(new Surface("openai-responses", "/openai/v1/responses"));
        assertThat(azure.wireName("gpt-4o")).isEqualTo("my-gpt4o");
        assertThat(azure.wireName("other")).isEqualTo("other");
        assertThat(azure.listedModels()).containsExactly("gpt-4o");
        assertThat(azure.knowsModel("gpt-4o")).isTrue();
        assertThat(azure.knowsModel("gpt-5")).isFalse();
        assertThat(headers(azure).get("api-key")).isEqualTo("k");
        assertThat(azure.quirks()).isEmpty();
        assertThat(azure.region()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "v1, /openai/v1/chat/completions, /openai/v1/responses",
        "preview, /openai/v1/chat/completions?api-version=preview, /openai/v1/responses?api-version=preview",
        "2024-10-21, /openai/deployments/my%20d/chat/completions?api-version=2024-10-21, ",
        "2025-04-01-preview, /openai/deployments/my%20d/chat/completions?api-version=2025-04-01-preview, "
                + "/openai/responses?api-version=2025-04-01-preview",
        "2025-01-01-preview, /openai/deployments/my%20d/chat/completions?api-version=2025-01-01-preview, ",
    })
    void azure_apiVersion_decidesThePaths(String version, String chat, String responses) {
        Provider azure = get(Map.of(), azure().apiVersion(version));
        Surface answered = azure.surface(Operation.RESPONSES);

        assertThat(Objects.requireNonNull(azure.surface(Operation.CHAT)).path("my d", true))
                .isEqualTo(chat);
        assertThat(answered == null ? null : answered.path("my d", true)).isEqualTo(responses);
    }

    @Test
    void azure_oldApiVersion_hasTheQuirksOfItsTime() {
        assertThat(get(Map.of(), azure().apiVersion("2024-06-01")).quirks())
                .contains("max_tokens", "no_stream_options", "no_developer_role");
        assertThat(get(Map.of(), azure().apiVersion("2024-06-01")).injectsUsage())
                .isFalse();
        assertThat(get(Map.of(), azure().apiVersion("2024-10-21")).quirks()).containsExactly("no_developer_role");
        assertThat(get(Map.of(), azure().apiVersion("2024-10-21")).injectsUsage())
                .isTrue();
    }

    @Test
    void azure_ofTheEnvironment_needsNoEntry() {
        Map<String, String> environment =
                Map.of("AZURE_OPENAI_ENDPOINT", "https://env.openai.azure.com/", "AZURE_OPENAI_API_KEY", "env-key");
        Providers providers = Providers.of(List.of(), Set.of("azure"), CATALOGUE, environment, Inherited.NOTHING);
        Provider azure = Objects.requireNonNull(providers.get("azure"));

        assertThat(azure.baseUrl()).hasToString("https://env.openai.azure.com");
        assertThat(headers(azure).get("api-key")).isEqualTo("env-key");
    }

    @Test
    void azure_ownGatewayInFront_seesOnlyAKeyThatIsWritten() {
        Providers providers = of(
                Map.of("AZURE_OPENAI_API_KEY", "env-key"),
                new Listed("azure").at("https://apim.example").settings());

        assertThat(headers(Objects.requireNonNull(providers.get("azure"))).get("api-key"))
                .isNull();
        assertThat(providers.warnings()).singleElement().asString().contains("AZURE_OPENAI_API_KEY is set, but");
    }

    @Test
    void azure_entra_showsATokenAndNoKey() {
        Provider azure = get(
                Map.of("AZURE_OPENAI_API_KEY", "env-key"),
                new Listed("azure")
                        .resource("r")
                        .entra(new EntraSettings("t", "c", Secret.of("hunter2"), null, null, null, null)));
        ProviderKey key = keys(azure).getFirst();

        assertThat(key.fingerprint()).isEqualTo(Secret.of("c").fingerprint());
        assertThat(key.signsBody()).isFalse();
        assertThat(headers(azure).size())
                .as("the old way to write a key knows no tokens")
                .isZero();
        assertThat(azure + " " + key).doesNotContain("hunter2");
    }

    @Test
    void entra_empty_takesTheUsualVariables() {
        var nothing = new EntraSettings(null, null, null, null, null, null, null);
        Map<String, String> environment =
                Map.of("AZURE_TENANT_ID", "t", "AZURE_CLIENT_ID", "c", "AZURE_FEDERATED_TOKEN_FILE", "/var/token");

        assertThat(keys(get(environment, new Listed("azure").resource("r").entra(nothing)))
                        .getFirst()
                        .fingerprint())
                .isEqualTo(Secret.of("c").fingerprint());
        assertThat(messages(of(
                        Map.of(),
                        new Listed("azure").resource("r").entra(nothing).settings())))
                .containsExactly(
                        "entra.tenant_id: is missing, and AZURE_TENANT_ID is not set",
                        "entra.client_id: is missing, and AZURE_CLIENT_ID is not set",
                        "entra.client_secret: is missing; or write federated_token_file, or managed_identity: true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example", "ftp://login.example", "https:///"})
    void entra_authorityThatIsNotSafe_isAProblem(URI authority) {
        var entra = new EntraSettings("t", "c", Secret.of("s"), null, null, null, authority);

        assertThat(messages(of(
                        Map.of(), new Listed("azure").resource("r").entra(entra).settings())))
                .singleElement()
                .asString()
                .startsWith("entra.authority: must be an https address");
    }

    // Bedrock

    @Test
    void bedrock_region_isAddressAndPlace() {
        Provider bedrock = get(Map.of(), bedrock());
        Surface messages = Objects.requireNonNull(bedrock.surface(Operation.MESSAGES, CLAUDE));

        assertThat(bedrock.baseUrl()).hasToString("https://bedrock-runtime.eu-central-1.amazonaws.com");
        assertThat(messages.dialect()).isEqualTo("bedrock-invoke");
        assertThat(messages.path(CLAUDE, true))
                .isEqualTo("/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream");
        assertThat(bedrock.surface(Operation.MESSAGES, "amazon.nova-pro-v1:0")).isNull();
        assertThat(bedrock.preferredConversation(CLAUDE)).isEqualTo(Operation.MESSAGES);
        assertThat(bedrock.region()).isEqualTo("eu-central-1");
        assertThat(bedrock.regions("amazon.nova-pro-v1:0")).containsExactly("eu-central-1", "eu");
        assertThat(bedrock.regions("global." + CLAUDE)).isEmpty();
    }

    @Test
    void bedrock_accessKey_signs() throws Exception {
        Provider bedrock = get(Map.of("AWS_BEARER_TOKEN_BEDROCK", "b"), bedrock());
        ProviderKey key = keys(bedrock).getFirst();
        HeaderList headers = new HeaderList();

        assertThat(key.signsBody()).isTrue();
        assertThat(key.fingerprint()).isEqualTo(Secret.of("AKID").fingerprint());
        var later =
                key.authorize("POST", URI.create(bedrock.baseUrl() + "/model/m/converse"), headers, SignedBody.EMPTY);
        if (later != null) {
            later.toCompletableFuture().get();
        }
        assertThat(headers.get("authorization")).startsWith("AWS4-HMAC-SHA256 Credential=AKID/");
        assertThat(bedrock + " " + key).doesNotContain("hunter2");
    }

    @Test
    void bedrock_bearerKey_isAWord() {
        assertThat(headers(get(Map.of("AWS_BEARER_TOKEN_BEDROCK", "b"), new Listed("bedrock").region("eu-west-1")))
                        .get("authorization"))
                .isEqualTo("Bearer b");
        assertThat(headers(get(
                                Map.of(),
                                new Listed("bedrock").region("eu-west-1").key("k")))
                        .get("authorization"))
                .isEqualTo("Bearer k");
    }

    @Test
    void bedrock_nothingGiven_takesTheUsualChain() {
        Provider bedrock = get(Map.of("AWS_REGION", "eu-north-1"), new Listed("bedrock"));

        assertThat(bedrock.disabled()).isNull();
        assertThat(bedrock.region()).isEqualTo("eu-north-1");
        assertThat(keys(bedrock))
                .singleElement()
                .satisfies(key -> assertThat(key.signsBody()).isTrue());
    }

    @Test
    void bedrock_elsewhere_getsNothingThatIsNotWritten() {
        Providers providers = of(
                Map.of("AWS_REGION", "eu-west-1"),
                new Listed("bedrock").at("https://proxy.example").settings());
        Provider bedrock = Objects.requireNonNull(providers.get("bedrock"));

        assertThat(keys(bedrock).getFirst().signsBody()).isFalse();
        assertThat(bedrock.region()).isNull();
        assertThat(providers.warnings())
                .singleElement()
                .asString()
                .contains("are not shown to the configured base_url");
        assertThat(keys(get(
                                Map.of("AWS_REGION", "eu-west-1"),
                                new Listed("bedrock")
                                        .at("http://localhost:4566")
                                        .accessKey("a", "b", null)))
                        .getFirst()
                        .signsBody())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://bedrock-runtime-fips.us-east-1.amazonaws.com, us-east-1",
        "https://vpce-0a1b.bedrock-runtime.eu-west-3.vpce.amazonaws.com, eu-west-3",
    })
    void bedrock_regionOfTheHost_isSignedFor(String address, String region) {
        Provider bedrock =
                get(Map.of(), new Listed("bedrock").at(address).region("ch").accessKey("a", "b", null));
        HeaderList headers = new HeaderList();
        keys(bedrock)
                .getFirst()
                .authorize("POST", URI.create(address + "/model/m/converse"), headers, SignedBody.EMPTY);

        assertThat(headers.get("authorization")).contains("/" + region + "/bedrock/aws4_request");
        assertThat(bedrock.region()).isEqualTo("ch");
    }

    @Test
    void bedrock_endpointInOnesOwnNetwork_liesWhereItsHostSays() {
        Provider bedrock = get(
                Map.of("AWS_REGION", "us-east-1"),
                new Listed("bedrock").at("https://vpce-0a1b.bedrock-runtime.eu-west-3.vpce.amazonaws.com"));

        assertThat(bedrock.region()).isEqualTo("eu-west-3");
        assertThat(bedrock.regions("m")).contains("eu");
        assertThat(keys(bedrock).getFirst().signsBody()).isTrue();
    }

    @Test
    void bedrock_inferenceProfileUnderAModelsName_isReachedAsTheModel() {
        String profile = "arn:aws:bedrock:eu-west-1:1:application-inference-profile/q1";
        Provider bedrock = get(
                Map.of(),
                bedrock().deployments(Map.of("anthropic.claude-x", profile, "sonnet", "eu.anthropic.claude-y")));

        assertThat(bedrock.wireName("anthropic.claude-x")).isEqualTo(profile);
        assertThat(bedrock.surface(Operation.MESSAGES, "anthropic.claude-x")).isNotNull();
        assertThat(bedrock.surface(Operation.MESSAGES, "sonnet")).isNotNull();
        assertThat(bedrock.regions("anthropic.claude-x")).isEmpty();
        assertThat(bedrock.regions("sonnet")).containsExactly("eu");
    }

    // Vertex AI

    @Test
    void vertex_locationAndProject_areInThePath() throws IOException {
        Provider vertex = get(Map.of(), vertex().location("europe-west4"));
        Surface gemini = Objects.requireNonNull(vertex.surface(Operation.CHAT, "gemini-2.5-pro"));
        Surface claude = Objects.requireNonNull(vertex.surface(Operation.MESSAGES, "claude-opus-4-1@20250805"));

        assertThat(vertex.baseUrl()).hasToString("https://europe-west4-aiplatform.googleapis.com");
        assertThat(gemini.path("gemini-2.5-pro", true))
                .isEqualTo("/v1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-2.5-pro"
                        + ":streamGenerateContent?alt=sse");
        assertThat(claude.path("claude-opus-4-1@20250805", false))
                .isEqualTo("/v1/projects/my-project/locations/europe-west4/publishers/anthropic/models/"
                        + "claude-opus-4-1%4020250805:rawPredict");
        assertThat(vertex.surface(Operation.CHAT, "claude-opus-4-1@20250805")).isNull();
        assertThat(vertex.quirks("gemini-2.5-pro")).contains("vertex");
        assertThat(vertex.region()).isEqualTo("europe-west4");
        assertThat(vertex.regions("gemini-2.5-pro")).contains("eu");
        assertThat(keys(vertex).getFirst().fingerprint())
                .isEqualTo(Secret.of("bot@x").fingerprint());
    }

    @Test
    void vertex_ofAnotherDialect_needsNoProject() {
        Provider vertex = get(
                Map.of(),
                new Listed("vertex")
                        .dialect("openai")
                        .at("https://proxy.example/v1")
                        .location("eu"));

        assertThat(vertex.surface(Operation.CHAT)).isEqualTo(new Surface("openai", "/chat/completions"));
    }

    @Test
    void vertex_globalLocation_isNowhereInParticular() throws IOException {
        Provider vertex = get(Map.of("GOOGLE_CLOUD_LOCATION", "global"), vertex());

        assertThat(vertex.baseUrl()).hasToString("https://aiplatform.googleapis.com");
        assertThat(vertex.regions("gemini-2.5-pro")).isEmpty();
    }

    @Test
    void vertex_ofTheEnvironment_readsTheFileThatTheVariableNames() throws IOException {
        Map<String, String> environment =
                Map.of("GOOGLE_APPLICATION_CREDENTIALS", keyFile().toString(), "CLOUD_ML_REGION", "us-east5");
        Provider vertex = get(environment, new Listed("vertex"));

        assertThat(vertex.baseUrl()).hasToString("https://us-east5-aiplatform.googleapis.com");
        assertThat(Objects.requireNonNull(vertex.surface(Operation.CHAT, "meta/llama"))
                        .path("m", false))
                .isEqualTo("/v1/projects/my-project/locations/us-east5/endpoints/openapi/chat/completions");
        assertThat(get(
                                Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json"),
                                new Listed("vertex").location("eu").project("p"))
                        .disabled())
                .isEqualTo("there is no file /nowhere.json");
    }

    @Test
    void vertex_loginOfAPerson_isFound() throws IOException {
        Files.createDirectories(folder.resolve(".config/gcloud"));
        Files.writeString(
                folder.resolve(".config/gcloud/application_default_credentials.json"),
                "{\"type\":\"authorized_user\",\"quota_project_id\":\"paying\"}");
        Provider vertex = get(Map.of("HOME", folder.toString()), new Listed("vertex").location("eu"));

        assertThat(Objects.requireNonNull(vertex.surface(Operation.CHAT)).path())
                .startsWith("/v1/projects/paying/locations/eu/");
    }

    @Test
    void vertex_elsewhere_getsNothingThatIsNotWritten() {
        Providers providers = of(
                Map.of(),
                new Listed("vertex")
                        .at("https://proxy.example")
                        .project("p")
                        .location("eu")
                        .settings());

        assertThat(keys(Objects.requireNonNull(providers.get("vertex")))
                        .getFirst()
                        .fingerprint())
                .isNull();
        assertThat(providers.warnings()).singleElement().asString().contains("are not sent to the configured base_url");
    }

    // Mistakes

    @Test
    void referred_withoutWhatItNeeds_isDisabledAndSaysWhy() {
        Providers providers =
                Providers.of(List.of(), Set.of("azure", "bedrock", "vertex"), CATALOGUE, Map.of(), Inherited.NOTHING);

        assertThat(providers.problems()).isEmpty();
        assertThat(disabled(providers, "azure"))
                .isEqualTo("resource is not known; write resource: …, or set AZURE_OPENAI_ENDPOINT");
        assertThat(disabled(providers, "bedrock"))
                .isEqualTo("region is not known; write region: …, or set AWS_REGION, or set AWS_DEFAULT_REGION");
        assertThat(disabled(providers, "vertex"))
                .startsWith("location is not known; write location: …, or set GOOGLE_CLOUD_LOCATION");
    }

    @Test
    void listed_withoutWhatItNeeds_isAProblemOfThatKey() {
        assertThat(messages(of(
                        Map.of(),
                        new Listed("azure").settings(),
                        new Listed("bedrock").settings(),
                        new Listed("vertex").location("eu").settings())))
                .containsExactly(
                        "resource: is missing; write resource: …, or set AZURE_OPENAI_ENDPOINT",
                        "region: is missing; write region: …, or set AWS_REGION, or set AWS_DEFAULT_REGION",
                        "project: is missing; write project: …, or set GOOGLE_CLOUD_PROJECT, or set GCLOUD_PROJECT");
    }

    @Test
    void settings_ofAnotherCloud_areProblemsOfTheirKeys() throws IOException {
        assertThat(messages(of(
                        Map.of(),
                        new Listed("openai")
                                .key("k")
                                .resource("r")
                                .apiVersion("v1")
                                .project("p")
                                .location("l")
                                .settings())))
                .containsExactly(
                        "resource: goes with type: azure",
                        "api_version: goes with type: azure",
                        "project: goes with type: vertex",
                        "location: goes with type: vertex");
        assertThat(messages(of(
                        Map.of(), new Listed("openai").accessKey("a", "b", null).settings())))
                .containsExactly("access_key: is for Amazon Bedrock; openai takes api_key");
        assertThat(messages(of(
                        Map.of(),
                        new Listed("openai").credentialsFile(keyFile()).settings())))
                .containsExactly("credentials_file: is for Vertex AI; openai takes api_key");
        assertThat(messages(of(
                        Map.of(),
                        vertex().credentialsFile(null)
                                .project("p")
                                .location("eu")
                                .key("k")
                                .settings())))
                .singleElement()
                .asString()
                .startsWith("api_key: is not what vertex takes; give credentials_file");
        assertThat(messages(of(Map.of(), bedrock().key("k").settings())))
                .containsExactly("access_key: give api_key or access_key, not both");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a | - | - | secret_key: is missing; it goes with access_key",
                "- | b | - | access_key: is missing; it goes with secret_key",
                "- | - | c | access_key: is missing; it goes with secret_key",
            })
    void bedrock_halfAKey_isAProblem(String id, String secret, String token, String expected) {
        assertThat(messages(of(
                        Map.of(),
                        new Listed("bedrock")
                                .region("eu-west-1")
                                .accessKey(id, secret, token)
                                .settings())))
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu", "ch", "eu-central", "Europe", "eu_central_1", "eu-central-1.evil.example/"})
    void bedrock_regionThatIsNone_isAProblem(String region) {
        assertThat(messages(of(
                        Map.of(), new Listed("bedrock").region(region).key("k").settings())))
                .isNotEmpty()
                .allMatch(each -> each.startsWith("region: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024", "v2", "2024-10-21-beta", "2024-10-21&x=1"})
    void azure_apiVersionThatIsNone_isAProblem(String version) {
        assertThat(messages(of(Map.of(), azure().apiVersion(version).settings())))
                .containsExactly("api_version: must be v1, or a date such as 2024-10-21 or 2025-04-01-preview");
    }

    @Test
    void azure_addressMistakes_areProblems() {
        assertThat(messages(of(
                        Map.of(),
                        new Listed("azure")
                                .at("https://r.openai.azure.com/openai/v1")
                                .key("k")
                                .settings())))
                .containsExactly("base_url: must end before /openai: the gateway appends the path of each operation");
        assertThat(messages(
                        of(Map.of(), azure().at("https://r.openai.azure.com").settings())))
                .containsExactly("resource: goes instead of base_url; give one of them");
        assertThat(messages(of(
                        Map.of(),
                        new Listed("azure").resource("evil.example/x?").key("k").settings())))
                .containsExactly("resource: can only have letters, digits and hyphens");
        assertThat(messages(of(
                        Map.of("AZURE_OPENAI_ENDPOINT", "my resource"),
                        new Listed("azure").key("k").settings())))
                .contains("base_url: AZURE_OPENAI_ENDPOINT is no address");
    }

    @Test
    void vertex_fileThatIsNone_isAProblem() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{\"hunter2\":1}");

        assertThat(messages(of(
                        Map.of(), vertex().location("eu").credentialsFile(other).settings())))
                .singleElement()
                .asString()
                .startsWith("credentials_file: ")
                .contains("has no \"type\" of credentials")
                .doesNotContain("hunter2");
    }

    @Test
    void keys_severalKindsForBedrock_areBearerKeys() {
        Provider bedrock = get(
                Map.of(),
                new Listed("bedrock")
                        .region("eu-west-1")
                        .keys(new ApiKey(Secret.of("a"), 1, null), new ApiKey(Secret.of("b"), 1, null)));

        assertThat(keys(bedrock)).hasSize(2).noneMatch(ProviderKey::signsBody);
    }

    private static Listed azure() {
        return new Listed("azure").resource("my-resource").key("k");
    }

    private static Listed bedrock() {
        return new Listed("bedrock").region("eu-central-1").accessKey("AKID", "hunter2", "hunter2-token");
    }

    private Listed vertex() throws IOException {
        return new Listed("vertex").credentialsFile(keyFile());
    }

    private Path keyFile() throws IOException {
        return Files.writeString(
                folder.resolve("key.json"),
                "{\"type\":\"service_account\",\"project_id\":\"my-project\",\"client_email\":\"bot@x\","
                        + "\"private_key\":\"hunter2\"}");
    }

    private static Providers of(Map<String, String> environment, ProviderSettings... listed) {
        return Providers.of(List.of(listed), Set.of(), CATALOGUE, environment, Inherited.NOTHING);
    }

    private static Provider get(Map<String, String> environment, Listed listed) {
        ProviderSettings settings = listed.settings();
        Providers providers = of(environment, settings);
        return Objects.requireNonNull(
                providers.get(settings.name()), () -> providers.problems().toString());
    }

    private static String disabled(Providers providers, String name) {
        return Objects.requireNonNull(providers.get(name)).disabled();
    }

    private static List<String> messages(Providers providers) {
        return providers.problems().stream()
                .map(problem -> problem.key() + ": " + problem.message())
                .toList();
    }

    private static List<ProviderKey> keys(Provider provider) {
        return provider.keys("any", 0, new SplittableRandom(1));
    }

    private static HeaderList headers(Provider provider) {
        HeaderList headers = new HeaderList();
        keys(provider).forEach(key -> key.writeTo(headers));
        return headers;
    }
}
