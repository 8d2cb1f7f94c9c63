package dev.bifrost.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Puts the values of variables and files into texts: the forms are those of {@link #FORMS}. */
final class Interpolation {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MAX_FILE = 1 << 20;
    private static final String FORMS =
            "write ${NAME}, ${NAME:-default}, ${file:/run/secrets/name}, or $${ for a " + "literal ${";

    private final Map<String, String> environment;
    private final Path folder;

    Interpolation(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** What takes the place of {@code raw}; what can not be resolved is told to {@code problem} and left out. */
    String resolve(String raw, Consumer<String> problem) {
        var out = new StringBuilder(raw.length());
        int at = 0;
        for (int open = raw.indexOf("${"); open >= 0; open = raw.indexOf("${", at)) {
            if (open > at && raw.charAt(open - 1) == '$') {
                out.append(raw, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            int close = close(raw, open + 2);
            if (close < 0) {
                problem.accept("a ${ is not closed by a }; " + FORMS);
                return "";
            }
            out.append(raw, at, open).append(reference(raw.substring(open + 2, close), problem));
            at = close + 1;
        }
        return out.append(raw, at, raw.length()).toString();
    }

    /** The brace that closes the one before {@code from}; a default may hold further references. */
    private static int close(String raw, int from) {
        int depth = 1;
        for (int i = from; i < raw.length(); i++) {
            if (raw.startsWith("${", i)) {
                depth++;
            } else if (raw.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private String reference(String body, Consumer<String> problem) {
        if (body.startsWith("vault:")) {
            problem.accept("vault references are not supported by this version yet");
            return "";
        }
        if (body.startsWith("file:")) {
            return content(body.substring("file:".length()), problem);
        }
        int dash = body.indexOf(":-");
        String name = dash < 0 ? body : body.substring(0, dash);
        if (!NAME.matcher(name).matches()) {
            // The text is not shown: it may be a secret that happens to begin with ${.
            problem.accept("what stands in ${…} is no name of a variable; " + FORMS);
            return "";
        }
        String value = environment.get(name);
        if (dash >= 0 && (value == null || value.isEmpty())) {
            return resolve(body.substring(dash + 2), problem);
        }
        if (value == null) {
            problem.accept(
                    "the environment variable " + name + " is not set; set it, or write ${" + name + ":-default}");
            return "";
        }
        return value;
    }

    private String content(String name, Consumer<String> problem) {
        String fault;
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            if (bytes.length <= MAX_FILE) {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                return text.replaceFirst("\\r?\\n\\z", "");
            }
            fault = "it is larger than 1 MB";
        } catch (NoSuchFileException _) {
            fault = "there is no such file";
        } catch (AccessDeniedException _) {
            fault = "the gateway may not read it";
        } catch (CharacterCodingException _) {
            fault = "it is not UTF-8 text";
        } catch (InvalidPathException _) {
            fault = "that is no path";
        } catch (IOException e) {
            fault = String.valueOf(e.getMessage());
        }
        problem.accept("the file " + name + " can not be read: " + fault);
        return "";
    }
}
