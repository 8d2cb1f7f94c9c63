package dev.bifrost.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a configuration file as far as it can be read. Nothing but an {@link Error} is thrown. */
public final class ConfigFile {
    private static final int MAX_BYTES = 16 << 20;

    private ConfigFile() {}

    /**
     * Reads {@code file}; relative paths in it start from its folder.
     *
     * @param environment the variables for {@code ${NAME}}
     */
    public static Draft read(Path file, Map<String, String> environment) {
        String name = file.toString();
        String fault;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) {
                Path parent = file.toAbsolutePath().getParent();
                return parse(name, bytes, parent == null ? file.toAbsolutePath() : parent, environment);
            }
            fault = "the file is larger than 16 MB";
        } catch (NoSuchFileException _) {
            fault = "there is no such file";
        } catch (AccessDeniedException _) {
            fault = "the gateway may not read this file";
        } catch (IOException e) {
            fault = "the file can not be read: " + e.getMessage();
        }
        Positions nowhere = new Positions(name, Place.root(0));
        return new Draft(
                hash(new byte[0]), GatewaySettings.empty(), nowhere, List.of(new Problem(name, 0, "", fault)), false);
    }

    /** Reads a text; {@code name} stands for it in problems, relative paths start from {@code folder}. */
    public static Draft parse(String name, String yaml, Path folder, Map<String, String> environment) {
        return parse(name, yaml.getBytes(StandardCharsets.UTF_8), folder, environment);
    }

    private static Draft parse(String name, byte[] bytes, Path folder, Map<String, String> environment) {
        var notes = new Notes(name);
        Node node = YamlSource.nodes(bytes, notes);
        boolean readable = notes.problems().isEmpty();
        Place root = Place.root(1);
        GatewaySettings settings = null;
        if (node != null) {
            var scalars = new Scalars(new Interpolation(environment, folder), folder, notes);
            Shape shape = new Shapes().of(GatewaySettings.class);
            settings = (GatewaySettings) new Binder(scalars, notes).bind(node, shape, root);
        }
        GatewaySettings made = settings == null ? GatewaySettings.empty() : settings;
        return new Draft(
                hash(bytes), made.below(folder), new Positions(name, root), List.copyOf(notes.problems()), readable);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
