package dev.bifrost.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How one operation is reached at a provider.
 *
 * @param dialect    the words in which it is asked, such as {@code openai} or {@code anthropic}
 * @param path       below the provider's base URL; begins with a slash; {@code {model}} stands for the model's name
 * @param streamPath the path where the answer is to be a stream; null if it is the same
 */
public record Surface(String dialect, String path, @Nullable String streamPath) {
    private static final String MODEL = "{model}";

    /** One path for whole and streamed answers. */
    public Surface(String dialect, String path) {
        this(dialect, path, null);
    }

    /** The path for a model, whose name is written in percent form. */
    public String path(String model, boolean stream) {
        String template = stream && streamPath != null ? streamPath : path;
        int at = template.indexOf(MODEL);
        return at < 0
                ? template
                : template.substring(0, at) + encoded(model) + template.substring(at + MODEL.length());
    }

    /** True if the model stands in the path rather than in the body. */
    public boolean modelInPath() {
        return path.contains(MODEL);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
