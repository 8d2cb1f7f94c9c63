package dev.bifrost.telemetry.metrics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What a scrape tells, parsed: strictly, as Prometheus would. */
public final class Told {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[^\"}]|\"(?:[^\"\\\\]|\\\\.)*\")*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** Values by name and labels, as in {@code x_total{a=b}}. */
    public final Map<String, Double> values = new LinkedHashMap<>();

    /** {@code counter} and so on, by the name after {@code # TYPE}. */
    public final Map<String, String> types = new TreeMap<>();

    public final String text;

    public Told(String text) {
        this.text = text;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                if (types.put(words[2], words[3]) != null) {
                    throw new IllegalArgumentException("a second time: " + line);
                }
            } else if (!line.startsWith("#") && !line.isEmpty()) {
                series(line);
            }
        }
    }

    private void series(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no series: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        String inside = matcher.group(2) == null ? "" : matcher.group(2);
        Matcher label = LABEL.matcher(inside);
        int at = 0;
        while (label.find() && label.start() == at) {
            labels.put(label.group(1), unescaped(label.group(2)));
            at = label.end();
        }
        if (at != inside.length()) {
            throw new IllegalArgumentException("no labels: " + line);
        }
        String value = matcher.group(3).replace("+Inf", "Infinity");
        if (values.put(matcher.group(1) + labels, Double.valueOf(value)) != null) {
            throw new IllegalArgumentException("a second time: " + line);
        }
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                c = text.charAt(i) == 'n' ? '\n' : text.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /** Of one that has just been made. */
    static Told of(Metrics metrics) {
        return new Told(text(metrics, null, false));
    }

    static String text(Metrics metrics, @Nullable String accept, boolean gzip) {
        Exposition exposition = metrics.expose(accept, gzip);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = exposition.next(); piece != null; piece = exposition.next()) {
            all.writeBytes(piece);
        }
        byte[] bytes = all.toByteArray();
        return gzip ? unzipped(bytes) : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What was compressed. */
    public static String unzipped(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sum of all series of a name whose labels hold this, such as {@code status=200}. */
    public double sum(String name, String... parts) {
        double sum = 0;
        for (Map.Entry<String, Double> each : values.entrySet()) {
            String key = each.getKey();
            boolean all = key.startsWith(name + "{");
            for (String part : parts) {
                all &= key.contains("{" + part + ",")
                        || key.contains("{" + part + "}")
                        || key.contains(" " + part + ",")
                        || key.contains(" " + part + "}");
            }
            sum += all ? each.getValue() : 0;
        }
        return sum;
    }

    /** How many series a name has. */
    public long count(String name) {
        return values.keySet().stream()
                .filter(key -> key.startsWith(name + "{"))
                .count();
    }
}
