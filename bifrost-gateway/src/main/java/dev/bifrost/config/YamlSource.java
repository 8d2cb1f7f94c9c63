package dev.bifrost.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Bytes to YAML nodes. */
final class YamlSource {
    /** A value in a flow collection that begins with a reference. */
    private static final Pattern UNQUOTED = Pattern.compile("[{\\[,].*[:,\\[]\\s*\\$\\{|\\[\\s*\\$\\{");

    private static final int MAX_ALIASES = 20_000;

    private YamlSource() {}

    /** The document; null if it is empty, or if a problem was noted. */
    static @Nullable Node nodes(byte[] bytes, Notes notes) {
        String text = text(bytes, notes);
        if (text == null) {
            return null;
        }
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new Unmerged())
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            return new Compose(settings).composeString(text).orElse(null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            notes.add(line, "", "this is no YAML: " + describe(e) + hint(text, line));
        } catch (ReaderException e) {
            int line = line(text, e.getPosition());
            notes.add(line, "", "this is no YAML: the character U+%04X may not stand here".formatted(e.getCodePoint()));
        } catch (StackOverflowError _) {
            notes.add(0, "", "the YAML is nested too deeply");
        } catch (RuntimeException e) {
            // The engine has no common exception for the rest. Its messages may quote the file.
            notes.add(0, "", "this is no YAML that can be read: " + e.getClass().getSimpleName());
        }
        return null;
    }

    /** Without the engine's excerpt of the file, and without texts that could be an unquoted secret. */
    private static String describe(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.startsWith("found undefined alias")) {
            return "a value begins with * but no &anchor has its name; put quotes around it if it is text";
        }
        String context = e.getContext();
        return (context == null || context.isEmpty() ? "" : context + ": ") + problem;
    }

    /** What helps where a reference's own braces are taken for YAML's. */
    private static String hint(String text, int line) {
        return text.lines()
                        .skip(line - 1L)
                        .findFirst()
                        .filter(UNQUOTED.asPredicate())
                        .isPresent()
                ? "; put quotes around ${…} inside { … } and [ … ]"
                : "";
    }

    private static @Nullable String text(byte[] bytes, Notes notes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            notes.add(line(text, text.length()), "", "the file is not UTF-8 text");
            return null;
        }
        return text;
    }

    /** The line of a position, near enough where characters beyond the first plane stand before it. */
    private static int line(String text, int position) {
        int end = Math.min(text.length(), position);
        return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    }

    /** YAML 1.2's core schema; merging is done by {@link Entries}. */
    private static final class Unmerged extends CoreSchema {
        private final ScalarResolver resolver = new CoreScalarResolver(false);

        @Override
        public ScalarResolver getScalarResolver() {
            return resolver;
        }
    }
}
