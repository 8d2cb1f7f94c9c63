package dev.bifrost.provider.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Changes a token that somebody else issued, as Kubernetes does for service accounts (IRSA), for credentials of AWS. The
 * SDK needs its whole client of the token service for this one question, which is not even signed.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
final class WebIdentity implements Renewed.Source<AwsCredentialsIdentity> {
    private final Path tokenFile;
    private final String role;
    private final String session;
    private final URI endpoint;
    private final TokenServer server;

    WebIdentity(Path tokenFile, String role, String session, URI endpoint, WayOut way) {
        this.tokenFile = tokenFile;
        this.role = role;
        this.session = session;
        this.endpoint = endpoint;
        this.server = new TokenServer(way);
    }

    /** As the usual variables say; null if they are not set. */
    static @Nullable WebIdentity of(Map<String, String> environment, String region, WayOut way) {
        String file = environment.get("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = environment.get("AWS_ROLE_ARN");
        if (file == null || file.isBlank() || role == null || role.isBlank()) {
            return null;
        }
        String suffix = region.startsWith("cn-")
                ? ".amazonaws.com.cn"
                : region.startsWith("eusc-") ? ".amazonaws.eu" : ".amazonaws.com";
        return new WebIdentity(
                Path.of(file),
                role,
                environment.getOrDefault("AWS_ROLE_SESSION_NAME", "bifrost"),
                URI.create("https://sts." + region + suffix + "/"),
                way);
    }

    @Override
    public Renewed.Fresh<AwsCredentialsIdentity> fetch() throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", "AssumeRoleWithWebIdentity");
        form.put("Version", "2011-06-15");
        form.put("RoleArn", role);
        form.put("RoleSessionName", session);
        form.put("WebIdentityToken", token());
        TokenServer.Answer answer = server.post(endpoint, form);
        Map<String, String> texts = texts(answer.body());
        if (answer.status() != 200) {
            String code = texts.getOrDefault("Code", "");
            throw new IOException("AWS does not give the role " + role + ": status " + answer.status()
                    + (code.matches("[A-Za-z]{1,60}") ? ", " + code : ""));
        }
        try {
            return new Renewed.Fresh<>(
                    AwsSessionCredentials.create(
                            texts.getOrDefault("AccessKeyId", ""),
                            texts.getOrDefault("SecretAccessKey", ""),
                            texts.getOrDefault("SessionToken", "")),
                    Instant.parse(texts.getOrDefault("Expiration", "")));
        } catch (RuntimeException e) {
            throw new IOException("the token service of AWS gives no credentials", e);
        }
    }

    private String token() throws IOException {
        try {
            return Files.readString(tokenFile).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no web identity token in " + tokenFile, e);
        }
    }

    /** The text of every element that has nothing but text, by its name. */
    private static Map<String, String> texts(byte[] xml) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Map<String, String> texts = new HashMap<>();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            StringBuilder text = new StringBuilder();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
                    case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> texts.putIfAbsent(reader.getLocalName(), text.toString());
                    default -> {}
                }
            }
            return texts;
        } catch (XMLStreamException e) {
            throw new IOException("the token service of AWS does not answer in XML", e);
        }
    }
}
