package dev.bifrost.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one operation is reached at a provider.
 *
 * @param dialect    the words in which it is asked, such as {@code openai} or {@code anthropic}
 * @param path       below the provider's base URL; begins with a slash; {@code {model}} stands for the model's name,
 *                   {@code {model_path}} for the same with its slashes as they are,
 *                   {@code {base_model}} for the name of the model behind one of Bedrock's inference profiles
 * @param streamPath the path where the answer is to be a stream; null if it is the same
 */
public record Surface(String dialect, String path, @Nullable String streamPath) {
    private static final String MODEL = "{model}";
    private static final String MODEL_PATH = "{model_path}";
    private static final String BASE_MODEL = "{base_model}";

    /** The geographies of https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html. */
    private static final Pattern GEOGRAPHY = Pattern.compile("^(us|us-gov|eu|apac|jp|au|ca|global)\\.(?=[a-z0-9]+\\.)");

    /** One path for whole and streamed answers. */
    public Surface(String dialect, String path) {
        this(dialect, path, null);
    }

    /** The path for a model, whose name is written in percent form. */
    public String path(String model, boolean stream) {
        String template = stream && streamPath != null ? streamPath : path;
        if (template.indexOf('{') < 0) {
            return template;
        }
        if (template.contains(MODEL)) {
            return template.replace(MODEL, encoded(model));
        }
        return template.contains(MODEL_PATH)
                ? template.replace(MODEL_PATH, segments(model))
                : template.replace(BASE_MODEL, encoded(baseModel(model)));
    }

    /** True if the model stands in the path rather than in the body. */
    public boolean modelInPath() {
        return path.contains(MODEL) || path.contains(MODEL_PATH) || path.contains(BASE_MODEL);
    }

    /** The same with the values of what else stands in braces. */
    Surface with(Map<String, String> parameters) {
        String whole = filled(path, parameters);
        String streamed = streamPath == null ? null : filled(streamPath, parameters);
        return whole.equals(path) && (streamed == null || streamed.equals(streamPath))
                ? this
                : new Surface(dialect, whole, streamed);
    }

    static String filled(String template, Map<String, String> parameters) {
        String text = template;
        for (Map.Entry<String, String> each : parameters.entrySet()) {
            text = text.replace('{' + each.getKey() + '}', each.getValue());
        }
        return text;
    }

    /** An application's own profile does not tell which model is behind it. */
    private static String baseModel(String model) {
        if (model.contains(":application-inference-profile/")) {
            return model;
        }
        int slash = model.startsWith("arn:") ? model.lastIndexOf('/') : -1;
        return GEOGRAPHY.matcher(model.substring(slash + 1)).replaceFirst("");
    }

    /** A name that would lead elsewhere, by a segment of dots or none, becomes one segment, as in {@link #encoded}. */
    private static String segments(String model) {
        String[] segments = model.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].isEmpty() || segments[i].equals(".") || segments[i].equals("..")) {
                return encoded(model);
            }
            segments[i] = encoded(segments[i]);
        }
        return String.join("/", segments);
    }

    /** RFC 3986: everything but unreserved characters is escaped, slashes and colons included. */
    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
